// Generated from the server by `npm run api`; not to be edited.

export interface paths {
    "/api/v1/achievements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_achievements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/achievements/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["claim_achievement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the password; every other session ends */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: end this session */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description A code is sent; the account exists once it comes back. The answer is the same whether or
         *     not the address has an account.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/resend-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send another code */
        post: operations["resend_otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own sessions, newest first */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a session */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish signing up with the code */
        post: operations["verify_otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_habits"];
        put?: never;
        post: operations["create_habit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_habit"];
        put?: never;
        post?: never;
        delete: operations["delete_habit"];
        options?: never;
        head?: never;
        patch: operations["edit_habit"];
        trace?: never;
    };
    "/api/v1/habits/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["archive_habit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pause_habit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resume_habit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits/{id}/skips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["skip_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/habits/{id}/strength": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_strength"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own account */
        get: operations["show_profile"];
        put?: never;
        post?: never;
        /** Delete the own account and everything in it */
        delete: operations["delete_account"];
        options?: never;
        head?: never;
        /** Change the own account */
        patch: operations["change_profile"];
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["mark_read"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner/classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["classification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner/drafts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_draft"];
        put?: never;
        post?: never;
        delete: operations["drop_draft"];
        options?: never;
        head?: never;
        patch: operations["edit_draft"];
        trace?: never;
    };
    "/api/v1/planner/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["questions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_completions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/heatmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_heatmap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_rewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rewards/claim-streak": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["claim_streak"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rewards/conversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["convert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rewards/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_freezes"];
        put?: never;
        post: operations["buy_freeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rewards/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["edit_task"];
        trace?: never;
    };
    "/api/v1/tasks/{id}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["complete_task"];
        post?: never;
        delete: operations["undo_task"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_today"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One achievement. */
        AchievementView: {
            /** Format: date-time */
            claimed_at: string | null;
            /** @description What it takes. */
            description: string;
            /** @description A lucide name. */
            icon: string;
            /**
             * @description Its id in the catalogue.
             * @example first-tick
             */
            id: string;
            progress: components["schemas"]["ProgressView"];
            title: string;
            /** Format: date-time */
            unlocked_at: string | null;
        };
        /**
         * @description What an alert is about. Clients choose words, icon and channel by it.
         * @enum {string}
         */
        AlertKind: "achievement" | "streak-at-risk" | "security" | "friend-request" | "friend-accepted" | "challenge-invitation" | "message" | "reminder";
        /** @description Coins are whole numbers, gems decimal strings. */
        Amount: number | string;
        /** @description A question with its answer. */
        AnswerInput: {
            /** @description What the user said. */
            answer: string;
            /** @description The question as it was put. */
            question: string;
        };
        AskQuestions: {
            /** @description What the user wants to build or quit. */
            habit: string;
            /** @description Why; with an obstacle too, the four dynamic questions come. */
            motivation?: string | null;
            /** @description What gets in the way. */
            obstacle?: string | null;
            /** @description `good` to build, `bad` to quit. */
            type: components["schemas"]["HabitType"];
        };
        /** @description Coins and gems as the wire shows them. */
        Balance: {
            /**
             * Format: int64
             * @description Whole coins.
             */
            coins: number;
            /**
             * @description Gems as a decimal string with one to three places.
             * @example 2.0
             */
            gems: string;
        };
        /** @description The old and the new password. */
        ChangePassword: {
            /**
             * Format: password
             * @description The one that works now.
             */
            current_password: string;
            /**
             * Format: password
             * @description The one that is to work from now on.
             */
            new_password: string;
        };
        /** @description What is to be changed; what is left out stays. */
        ChangeProfile: {
            /**
             * Format: date
             * @description Date of birth; null clears it.
             */
            date_of_birth?: string | null;
            /** @description When the day begins: `HH:MM`, 00:00 to 06:00. */
            day_start?: string;
            /** @description What others see. */
            display_name?: string;
            /** @description Name. */
            full_name?: string;
            /** @description In the person's own words; null clears it. */
            gender?: string | null;
            /** @description Whether strangers see this person on boards. */
            leaderboard_visible?: boolean;
            /** @description Language tag (BCP 47). */
            locale?: string;
            /** @description IANA name. */
            time_zone?: string;
        };
        /** @description A claim and what it paid. */
        ClaimView: components["schemas"]["RewardsView"] & {
            /** @description What this claim paid, in gems. */
            today_reward: string;
        };
        /** @description An achievement whose reward was paid. */
        ClaimedView: components["schemas"]["AchievementView"] & {
            /** @description What there is afterwards. */
            balance: components["schemas"]["Balance"];
        };
        /** @enum {string} */
        Classification: "good" | "bad" | "unknown";
        ClassificationView: {
            habit: string;
            source: components["schemas"]["Source"];
            type: components["schemas"]["Classification"];
        };
        ClassifyHabit: {
            /** @description What the user wants to build or quit. */
            habit: string;
        };
        /** @description A code is on its way, if it should be. */
        CodeSent: {
            /**
             * Format: date-time
             * @description The code works until then.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description Send it back with the code.
             */
            flow: string;
            /** @description As it was given. */
            identifier: string;
            /**
             * Format: date-time
             * @description Another can be asked for from then on.
             */
            resend_at: string;
        };
        /** @description What may come with a tick. */
        CompleteTask: {
            /** @description A note of at most 500 characters. */
            note?: string | null;
        };
        /** @description Bars of what was due and done. */
        CompletionsView: {
            completed: number[];
            due: number[];
            /** @description `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, oldest first. */
            labels: string[];
            /** @description 100 x completed / due, 0 where nothing was due. */
            rates: number[];
        };
        Conversion: {
            /**
             * Format: int64
             * @description Coins to turn into gems: 1 coin is 0.001 gem.
             */
            coins: number;
        };
        /** @description What a plan is to be made from. */
        CreateDraft: {
            /** @description Answers to the dynamic questions. */
            answers?: components["schemas"]["AnswerInput"][];
            /**
             * Format: int32
             * @description Days of the plan.
             */
            duration_days: number;
            /** @description The habit in the user's words, 2-200 characters. */
            habit: string;
            /** @description Why, in the user's words. */
            motivation?: string;
            /** @description What gets in the way, in the user's words. */
            obstacle?: string;
            /**
             * Format: int32
             * @description Amount a day now, where the habit has one; read out of the habit's text when missing.
             */
            quantity_per_day?: number | null;
            replaces?: components["schemas"]["DraftId"] | null;
            /**
             * Format: int32
             * @description Amount a day to arrive at.
             */
            target_quantity?: number | null;
            /** @description `good` to build, `bad` to quit. */
            type: components["schemas"]["HabitType"];
            /** @description What is counted. */
            unit?: string | null;
        };
        /**
         * @description A habit to be made: `draft_id`, or by hand `name`, `type`, `duration_days` and either
         *     `daily_tasks` or `tasks_by_day`.
         */
        CreateHabit: {
            /** @description One of clay, yolk, moss, sky, rose; by turns by default. */
            color?: string | null;
            /** @description The same tasks every day. */
            daily_tasks?: string[] | null;
            /**
             * Format: uuid
             * @description A draft of the planner that is accepted by this.
             */
            draft_id?: string | null;
            /**
             * Format: int32
             * @description Days of the plan.
             */
            duration_days?: number | null;
            /** @description A lucide name; the planner's by default. */
            icon?: string | null;
            /** @description What it is called, 1-200 characters. */
            name?: string | null;
            /** @description Up to five `HH:MM`. */
            reminder_times?: string[] | null;
            /**
             * Format: date
             * @description The first day of the plan; the local today by default.
             */
            start_date?: string | null;
            /** @description Tasks of each day, as many days as `duration_days`. */
            tasks_by_day?: string[][] | null;
            /**
             * Format: int32
             * @description For a habit by hand: how many tasks to do a week, on any of its days.
             */
            times_a_week?: number | null;
            type?: components["schemas"]["HabitType"] | null;
            /** @description ISO numbers, Monday = 1; all by default. */
            weekdays?: number[] | null;
        };
        /**
         * @description What an entry is counted in.
         * @enum {string}
         */
        Currency: "coin" | "gem";
        /** @description What is due and done on the task's day. */
        DayTotals: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            due: number;
        };
        /** @description One day of a plan. */
        DayView: {
            /**
             * Format: date
             * @description The date it falls on.
             */
            date: string;
            /**
             * Format: int32
             * @description The plan day, from 1.
             */
            day: number;
            /** @description The day is skipped: what is not done counts neither as due nor as missed. */
            skipped: boolean;
            tasks: components["schemas"]["TaskView"][];
        };
        /** @description Proof that it is the owner who asks. */
        DeleteAccount: {
            /**
             * Format: password
             * @description Password.
             */
            password: string;
        };
        /** @description One day of a draft. */
        DraftDay: {
            /**
             * Format: int32
             * @description The plan day, from 1.
             */
            day: number;
            /** @description Who wrote it. */
            source: components["schemas"]["Source"];
            /** @description Its tasks, three unless the user changed them. */
            tasks: string[];
        };
        /**
         * Format: uuid
         * @description A plan that is not yet a habit.
         */
        DraftId: string;
        /** @description A draft as it is shown. */
        DraftView: {
            days: components["schemas"]["DraftDay"][];
            /** Format: int32 */
            duration_days: number;
            habit: string;
            id: components["schemas"]["DraftId"];
            source: components["schemas"]["Source"];
            type: components["schemas"]["HabitType"];
        };
        /** @description New tasks for one day. */
        EditDay: {
            /**
             * Format: int32
             * @description The plan day, from 1.
             */
            day: number;
            /** @description 1-20 tasks of 3-200 characters. */
            tasks: string[];
        };
        /** @description New tasks for some days of a draft. */
        EditDraft: {
            /** @description The days to replace. */
            days: components["schemas"]["EditDay"][];
        };
        /** @description What may change of a habit; what is left out stays. */
        EditHabit: {
            /** @description One of clay, yolk, moss, sky, rose. */
            color?: string | null;
            /** @description A lucide name. */
            icon?: string | null;
            /** @description 1-200 characters. */
            name?: string | null;
            /** @description Up to five `HH:MM`. */
            reminder_times?: string[] | null;
            /** @description ISO numbers, Monday = 1; lays what is left anew from tomorrow. */
            weekdays?: number[] | null;
        };
        /** @description What may change of a task; what is left out stays, a note of `null` is removed. */
        EditTask: {
            /** @description At most 500 characters, or null. */
            note?: string | null;
            /** @description 3-200 characters. */
            title?: string | null;
        };
        /** @description One change of a balance. */
        EntryView: {
            /** @description Whole coins, or gems as a decimal string. */
            amount: components["schemas"]["Amount"];
            /** Format: date-time */
            created_at: string;
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
            reason: string;
            reference: string;
        };
        /** @description A page of the feed. */
        FeedView: components["schemas"]["Page_NotificationView"] & {
            /**
             * Format: int32
             * @description Unread alerts in the whole feed.
             */
            unread: number;
        };
        /** @description One thing wrong with one field of the input. */
        FieldError: {
            /** @description A stable code, e.g. `required`, `too-long`, `unknown-field`. */
            code: string;
            /** @description What is wrong, in plain words. */
            detail: string;
            /** @description The field's name as sent, with dots and indices for nested ones (`days[0].tasks`). */
            field: string;
        };
        /**
         * @description What happened to freezes.
         * @enum {string}
         */
        FreezeChange: "given" | "bought" | "used";
        /** @description What happened to freezes. */
        FreezeView: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date
             * @description The local day on which it happened; for `used` the day of the claim that went on.
             */
            day: string;
            /**
             * Format: int32
             * @description How many.
             */
            freezes: number;
            /** Format: uuid */
            id: string;
            what: components["schemas"]["FreezeChange"];
        };
        /** @description A habit with its whole plan. */
        HabitDetail: components["schemas"]["HabitView"] & {
            /** @description The plan, day by day. */
            days: components["schemas"]["DayView"][];
        };
        /**
         * Format: uuid
         * @description A habit.
         */
        HabitId: string;
        /** @description One habit in the summary. */
        HabitLineView: {
            color: string;
            /** Format: int32 */
            completed: number;
            /**
             * Format: int32
             * @description Days in a row on which all that was due was done.
             */
            current_streak: number;
            /**
             * Format: int32
             * @description The last 30 days.
             */
            due: number;
            icon: string;
            id: components["schemas"]["HabitId"];
            /** Format: int32 */
            longest_streak: number;
            name: string;
            /** Format: double */
            rate: number;
            /**
             * Format: double
             * @description How settled it is, 0 to 1.
             */
            strength: number;
            type: components["schemas"]["HabitType"];
        };
        /** @enum {string} */
        HabitType: "good" | "bad";
        /** @description A habit. */
        HabitView: {
            color: string;
            /** Format: date-time */
            created_at: string;
            /** Format: int32 */
            duration_days: number;
            /** Format: date */
            end_date: string;
            icon: string;
            id: components["schemas"]["HabitId"];
            /** @description Why, in the user's words; may be empty. */
            motivation: string;
            name: string;
            /** @description `HH:MM`. */
            reminder_times: string[];
            /** Format: date */
            start_date: string;
            /** @description `active`, `paused`, `finished` or `archived`. */
            state: string;
            /** Format: int32 */
            times_a_week: number | null;
            type: components["schemas"]["HabitType"];
            /** @description ISO numbers, Monday = 1. */
            weekdays: number[];
        };
        /** @description One day of the heatmap. */
        HeatView: {
            /** Format: int32 */
            completed: number;
            /** Format: date */
            date: string;
            /** Format: int32 */
            due: number;
        };
        /** @description The heatmap's days. */
        HeatmapView: {
            days: components["schemas"]["HeatView"][];
        };
        /** @description The best hour. */
        HourView: {
            /**
             * Format: int32
             * @description Ticks in that hour.
             */
            completed: number;
            /**
             * Format: int32
             * @description 0 to 23, by the user's clock.
             */
            hour: number;
        };
        /** @description Who signs in. */
        Login: {
            /** @description E-mail address. */
            identifier: string;
            /**
             * Format: password
             * @description Password.
             */
            password: string;
        };
        /** @description Up to where the feed was read. */
        MarkRead: {
            /** @description The id of the newest alert that was seen, or an instant: all that came until then. */
            up_to: components["schemas"]["ReadUpTo"];
        };
        /**
         * Format: uuid
         * @description One alert in the feed.
         */
        NotificationId: string;
        /** @description One page of a list. */
        Page_AchievementView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                claimed_at: string | null;
                /** @description What it takes. */
                description: string;
                /** @description A lucide name. */
                icon: string;
                /**
                 * @description Its id in the catalogue.
                 * @example first-tick
                 */
                id: string;
                progress: components["schemas"]["ProgressView"];
                title: string;
                /** Format: date-time */
                unlocked_at: string | null;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_EntryView: {
            /** @description The items, in the list's order. */
            items: {
                /** @description Whole coins, or gems as a decimal string. */
                amount: components["schemas"]["Amount"];
                /** Format: date-time */
                created_at: string;
                currency: components["schemas"]["Currency"];
                /** Format: uuid */
                id: string;
                reason: string;
                reference: string;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_FreezeView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date
                 * @description The local day on which it happened; for `used` the day of the claim that went on.
                 */
                day: string;
                /**
                 * Format: int32
                 * @description How many.
                 */
                freezes: number;
                /** Format: uuid */
                id: string;
                what: components["schemas"]["FreezeChange"];
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_HabitView: {
            /** @description The items, in the list's order. */
            items: {
                color: string;
                /** Format: date-time */
                created_at: string;
                /** Format: int32 */
                duration_days: number;
                /** Format: date */
                end_date: string;
                icon: string;
                id: components["schemas"]["HabitId"];
                /** @description Why, in the user's words; may be empty. */
                motivation: string;
                name: string;
                /** @description `HH:MM`. */
                reminder_times: string[];
                /** Format: date */
                start_date: string;
                /** @description `active`, `paused`, `finished` or `archived`. */
                state: string;
                /** Format: int32 */
                times_a_week: number | null;
                type: components["schemas"]["HabitType"];
                /** @description ISO numbers, Monday = 1. */
                weekdays: number[];
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_NotificationView: {
            /** @description The items, in the list's order. */
            items: {
                /** @description A sentence in English, or nothing. */
                body: string;
                /** Format: date-time */
                created_at: string;
                /** @description What a client can word it from in its own language; its fields depend on the kind. */
                data: {
                    [key: string]: unknown;
                };
                id: components["schemas"]["NotificationId"];
                kind: components["schemas"]["AlertKind"];
                /**
                 * @description Where it leads: a path of the web app.
                 * @example /rewards
                 */
                link: string;
                /** Format: date-time */
                read_at: string | null;
                /** @description A few words in English. */
                title: string;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_Session: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: date-time
                 * @description Opened.
                 */
                created_at: string;
                /** @description Whether it is the one that asks. */
                current: boolean;
                /** @description Where, in plain words. */
                device: string;
                /**
                 * Format: uuid
                 * @description Id.
                 */
                id: string;
                /**
                 * Format: date-time
                 * @description Used last, to the hour.
                 */
                last_used_at: string;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description The document as sent. */
        Problem: {
            /** @description Stable code of the problem. */
            code: string;
            /** @description What happened this time. */
            detail: string;
            /** @description For input: each field that is wrong. */
            errors: components["schemas"]["FieldError"][];
            /** @description Quote this when you ask for help. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind of problem, the same for every occurrence. */
            title: string;
            /** @description `/problems/<code>` */
            type: string;
        };
        /** @description An account as its owner sees it. */
        Profile: {
            /** @description Where the picture is. */
            avatar_url: string | null;
            /**
             * Format: date-time
             * @description Since when there is this account.
             */
            created_at: string;
            /**
             * Format: date
             * @description Date of birth.
             */
            date_of_birth: string | null;
            /** @description When the day begins, `HH:MM`. */
            day_start: string;
            /** @description What others see. */
            display_name: string;
            /** @description E-mail address. */
            email: string | null;
            /** @description Name. */
            full_name: string;
            /** @description In the person's own words. */
            gender: string | null;
            /**
             * Format: uuid
             * @description Id.
             */
            id: string;
            /** @description Whether strangers see this person on boards. */
            leaderboard_visible: boolean;
            /** @description Language tag. */
            locale: string;
            /** @description Phone number, E.164. */
            phone_number: string | null;
            /** @description IANA name. */
            time_zone: string;
        };
        /** @description How far an achievement is. */
        ProgressView: {
            /**
             * Format: int64
             * @description What is counted so far, at most the target.
             */
            current: number;
            /** Format: int64 */
            target: number;
        };
        /** @description The rewards as Today shows them. */
        Purse: {
            /** @description Whether today's reward can still be claimed. */
            can_claim: boolean;
            /**
             * Format: int64
             * @description Whole coins.
             */
            coins: number;
            /**
             * Format: int32
             * @description Days in a row with a claim; 0 once broken.
             */
            daily_streak: number;
            /**
             * @description Gems as a decimal string.
             * @example 2.0
             */
            gems: string;
        };
        /** @enum {string} */
        QuestionKind: "text" | "number" | "choice";
        QuestionView: {
            /** @description Natural answers, for a choice. */
            choices?: string[];
            /** @description Stable within its set. */
            id: string;
            /** @description How it is answered. */
            kind: components["schemas"]["QuestionKind"];
            /** @description The question. */
            text: string;
        };
        QuestionsView: {
            questions: components["schemas"]["QuestionView"][];
            source: components["schemas"]["Source"];
        };
        /** @description An id or an instant, for the description. */
        ReadUpTo: string;
        /** @description Who signs up; exactly one contact. */
        Register: {
            /**
             * Format: email
             * @description E-mail address.
             */
            email?: string | null;
            /** @description Name. */
            full_name: string;
            /** @description Language tag (BCP 47); `en` when missing. */
            locale?: string | null;
            /**
             * Format: password
             * @description Not among the common ones.
             */
            password: string;
            /** @description Phone number; not possible yet. */
            phone_number?: string | null;
            /** @description IANA name; UTC when missing. */
            time_zone?: string | null;
        };
        /**
         * @description What a remark is about.
         * @enum {string}
         */
        RemarkCode: "perfect-days" | "better" | "best-habit" | "best-weekday" | "started" | "worse" | "hardest-habit" | "hardest-weekday" | "nothing";
        /** @description One remark of the review. */
        RemarkView: {
            code: components["schemas"]["RemarkCode"];
            habit: string | null;
            habit_id: components["schemas"]["HabitId"] | null;
            /** @description The remark in English. */
            text: string;
            /**
             * Format: double
             * @description Days, tasks, points or a rate, by the code.
             */
            value: number;
            /**
             * Format: int32
             * @description ISO number, Monday = 1.
             */
            weekday: number | null;
        };
        /** @description For whom another code is asked. */
        ResendOtp: {
            /**
             * Format: email
             * @description E-mail address.
             */
            email?: string | null;
            /**
             * Format: uuid
             * @description The `flow` of the sign-up.
             */
            flow?: string | null;
            /** @description Phone number; not possible yet. */
            phone_number?: string | null;
        };
        /** @description The week's review. */
        ReviewView: {
            /** @description The week before it. */
            before: components["schemas"]["WeekView"];
            /** @description What to change, three remarks at most. */
            change: components["schemas"]["RemarkView"][];
            /** @description The last whole week, or this one while there is no other. */
            week: components["schemas"]["WeekView"];
            /** @description What went well, three remarks at most. */
            well: components["schemas"]["RemarkView"][];
        };
        /** @description What a user has and may claim. */
        RewardsView: {
            can_claim: boolean;
            /** Format: int64 */
            coins: number;
            /** @description What the seven days of the cycle pay, in gems. */
            cycle: string[];
            /**
             * Format: int32
             * @description Days in a row with a claim; 0 once broken.
             */
            daily_streak: number;
            /** Format: int32 */
            freezes: number;
            /**
             * @description Gems as a decimal string.
             * @example 2.0
             */
            gems: string;
            /** Format: int32 */
            max_streak: number;
            /** @description What the next claim pays, in gems. */
            next_reward: string;
            /**
             * Format: int32
             * @description 1-7: the next claim's day while one waits, else today's.
             */
            streak_cycle_day: number;
        };
        /** @description One of the own sessions. */
        Session: {
            /**
             * Format: date-time
             * @description Opened.
             */
            created_at: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description Where, in plain words. */
            device: string;
            /**
             * Format: uuid
             * @description Id.
             */
            id: string;
            /**
             * Format: date-time
             * @description Used last, to the hour.
             */
            last_used_at: string;
        };
        /** @description A session was opened. */
        SessionOpened: {
            /**
             * Format: date-time
             * @description Ends then unless it is used.
             */
            expires_at: string;
            /** @description For `Authorization: Bearer`; null when the session went into a cookie. */
            token: string | null;
            /** @description Whose it is. */
            user: components["schemas"]["Profile"];
        };
        /** @description A day to skip. */
        SkipDay: {
            /**
             * Format: date
             * @description Today or a later day of the plan.
             */
            date: string;
            /** @description Why, in a few words. */
            reason?: string | null;
        };
        /**
         * @description Who wrote a plan or one of its days.
         * @enum {string}
         */
        Source: "ai" | "builtin" | "mixed";
        /** @description A habit's strength on one day. */
        StrengthDay: {
            /** Format: date */
            date: string;
            /**
             * Format: double
             * @description 0 to 1.
             */
            strength: number;
        };
        /** @description A habit's strength from its first day to today. */
        StrengthView: {
            /**
             * Format: int32
             * @description Days in a row on which all that was due was done.
             */
            current_streak: number;
            days: components["schemas"]["StrengthDay"][];
            /**
             * Format: int32
             * @description How many days of a week the habit has.
             */
            days_a_week: number;
            /** Format: int32 */
            longest_streak: number;
        };
        /** @description Due and done, and the rate. */
        SumView: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            due: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 where nothing was due.
             */
            rate: number;
        };
        /** @description Everything on one page. */
        SummaryView: {
            best_hour: components["schemas"]["HourView"] | null;
            best_weekday: components["schemas"]["WeekdayView"] | null;
            /**
             * Format: date
             * @description The user's local day.
             */
            date: string;
            /** @description Habits that go on or ended within the last 30 days. */
            habits: components["schemas"]["HabitLineView"][];
            review: components["schemas"]["ReviewView"];
            today: components["schemas"]["SumView"];
            /** @description This week so far. */
            week: components["schemas"]["WeekView"];
            /** @description The last 365 days. */
            year: components["schemas"]["SumView"];
        };
        /**
         * Format: uuid
         * @description One task of one habit on one day.
         */
        TaskId: string;
        /** @description A task. */
        TaskView: {
            /** Format: date-time */
            completed_at: string | null;
            /** Format: date */
            due_date: string;
            id: components["schemas"]["TaskId"];
            note: string | null;
            /**
             * Format: int32
             * @description Its place within the day, from 1.
             */
            position: number;
            title: string;
        };
        /** @description A tick or its undo. */
        TickView: {
            balance: components["schemas"]["Balance"];
            /**
             * Format: int64
             * @description Coins paid, or (negative) taken back.
             */
            coins_earned: number;
            day: components["schemas"]["DayTotals"];
            task: components["schemas"]["TaskView"];
            unlocked: components["schemas"]["Unlocked"][];
        };
        /** @description A habit with its tasks of the day. */
        TodayHabit: {
            color: string;
            /**
             * Format: int32
             * @description The plan day, from 1.
             */
            day: number;
            /** Format: int32 */
            duration_days: number;
            icon: string;
            id: components["schemas"]["HabitId"];
            name: string;
            /** @description `HH:MM`. */
            reminder_times: string[];
            tasks: components["schemas"]["TaskView"][];
            type: components["schemas"]["HabitType"];
        };
        /** @description One local day. */
        TodayView: {
            /**
             * Format: int32
             * @description Tasks done on this day.
             */
            completed: number;
            /** Format: date */
            date: string;
            /**
             * Format: int32
             * @description Tasks that count on this day.
             */
            due: number;
            habits: components["schemas"]["TodayHabit"][];
            rewards: components["schemas"]["Purse"];
        };
        /** @description An achievement that a tick unlocked. */
        Unlocked: {
            /** @description What it is for. */
            description: string;
            /** @description Its id in the catalogue. */
            id: string;
            /** @description Its title. */
            title: string;
        };
        /** @description The code that came. */
        VerifyOtp: {
            /**
             * Format: email
             * @description E-mail address.
             */
            email?: string | null;
            /**
             * Format: uuid
             * @description The `flow` of the sign-up.
             */
            flow?: string | null;
            /** @description Six digits. */
            otp: string;
            /** @description Phone number; not possible yet. */
            phone_number?: string | null;
        };
        /** @description One week. */
        WeekView: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            due: number;
            /**
             * Format: int32
             * @description Days on which all that was due was done.
             */
            perfect_days: number;
            /** Format: double */
            rate: number;
            /**
             * Format: date
             * @description Its Monday.
             */
            starts_on: string;
        };
        /** @description The best weekday. */
        WeekdayView: {
            /** Format: double */
            rate: number;
            /**
             * Format: int32
             * @description ISO number, Monday = 1.
             */
            weekday: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_achievements: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole catalogue with the user's progress */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AchievementView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claim_achievement: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id in the catalogue */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 500 coins and 1.0 gem, once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimedView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOpened"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSent"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_otp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendOtp"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSent"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Session"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_otp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyOtp"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOpened"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_habits: {
        parameters: {
            query?: {
                /** @description Only habits in this state. */
                state?: "active" | "paused" | "finished" | "archived";
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's habits, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateHabit"];
            };
        };
        responses: {
            /** @description The habit, its plan laid onto the calendar */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_habit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The habit with its whole plan by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitDetail"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; counts of past days stay */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditHabit"];
            };
        };
        responses: {
            /** @description The habit afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archive_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Put away; nothing is due from tomorrow */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Paused from tomorrow */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_habit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is left of the plan goes on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    skip_day: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkipDay"];
            };
        };
        responses: {
            /** @description The day is skipped */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_strength: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The habit */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How settled the habit is, day by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrengthView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteAccount"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_profile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeProfile"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_feed: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's alerts, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkRead"];
            };
        };
        responses: {
            /** @description That alert and all before it are read */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    classification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassifyHabit"];
            };
        };
        responses: {
            /** @description Good, bad, or not to be told */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDraft"];
            };
        };
        responses: {
            /** @description The draft; with `Accept: text/event-stream` its days as they are ready */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftView"];
                    "text/event-stream": string;
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The draft */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drop_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditDraft"];
            };
        };
        responses: {
            /** @description The draft afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    questions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskQuestions"];
            };
        };
        responses: {
            /** @description Core questions, or the four dynamic ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuestionsView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_completions: {
        parameters: {
            query?: {
                /** @description 7 days, 12 months or 5 years up to today. */
                range?: "daily" | "monthly" | "yearly";
                /** @description Of habits of this type alone. */
                type?: "good" | "bad";
                /** @description Of this habit alone. */
                habit_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was due and done, bar by bar, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletionsView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_heatmap: {
        parameters: {
            query?: {
                /** @description The first day; a year before the last by default. */
                from?: string;
                /** @description The last day; today by default. Days to come are left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every day of the span, 366 at most */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeatmapView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Habits, best times and the week's review */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rewards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Coins, gems, streak and today's claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardsView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claim_streak: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Claimed, once a local day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    convert: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Conversion"];
            };
        };
        responses: {
            /** @description The balance afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_freezes: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Freezes given, bought and used, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FreezeView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    buy_freeze: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One freeze more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardsView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ledger: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every change, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EntryView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditTask"];
            };
        };
        responses: {
            /** @description The task afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CompleteTask"];
            };
        };
        responses: {
            /** @description Done; twice is once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not done any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_today: {
        parameters: {
            query?: {
                /** @description A past day instead of the user's today. */
                date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Only what is due on the user's local day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TodayView"];
                };
            };
            /** @description A problem: what went wrong, for programs (`code`) and for people (`detail`). */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
