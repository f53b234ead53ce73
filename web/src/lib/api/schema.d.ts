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
    "/api/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a code to choose another password
         * @description The answer is the same whether or not there is such an account.
         */
        post: operations["forgot_password"];
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
    "/api/v1/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own passkeys, newest first */
        get: operations["list_passkeys"];
        put?: never;
        /** Add a passkey */
        post: operations["add_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/authentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin signing in with a passkey
         * @description Nobody has to say who they are. The answer is `PublicKeyCredentialRequestOptionsJSON`, good
         *     for one answer within five minutes.
         */
        post: operations["begin_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["login_by_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin adding a passkey
         * @description The answer is `PublicKeyCredentialCreationOptionsJSON`, good for one answer within five minutes.
         */
        post: operations["begin_registration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey; what it signed in is signed out */
        delete: operations["remove_passkey"];
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
         *     not the address or number has an account.
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
    "/api/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose another password with the code; every session ends */
        post: operations["reset_password"];
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
    "/api/v1/avatars/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's picture
         * @description Whoever has the address may see it; nobody can guess one. What is behind it never changes.
         */
        get: operations["show_avatar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_blocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["block"];
        post?: never;
        delete: operations["unblock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_calendar_links"];
        put?: never;
        post: operations["make_calendar_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar-links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["remove_calendar_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The feed behind an address; the address is the only key to it. */
        get: operations["read_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_challenges"];
        put?: never;
        post: operations["create_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_invitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_challenge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["invite_friends"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}/invitations/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["turn_down"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_challenge_leaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_members"];
        put?: never;
        post: operations["join_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/challenges/{id}/members/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["leave_challenge"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["show_settings"];
        put: operations["change_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_conversations"];
        put?: never;
        post: operations["open_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["show_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_messages"];
        put?: never;
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["read_conversation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_devices"];
        put?: never;
        post: operations["register_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["remove_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_friends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_link"];
        delete: operations["drop_links"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/links/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["look_at_link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_requests"];
        put?: never;
        post: operations["send_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["cancel_request"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/requests/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["accept_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/requests/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["decline_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/friends/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_card"];
        put?: never;
        post?: never;
        delete: operations["remove_friend"];
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
    "/api/v1/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_leaderboard"];
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
        /**
         * Delete the own account and everything in it
         * @description Takes the password, or nothing within five minutes of signing in with a passkey.
         */
        delete: operations["delete_account"];
        options?: never;
        head?: never;
        /** Change the own account */
        patch: operations["change_profile"];
        trace?: never;
    };
    "/api/v1/me/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the own picture
         * @description The bytes of a PNG, a JPEG or a WebP: 5 MB and 16 megapixels at most. What is kept is its
         *     middle, 512 by 512 at most, without metadata.
         */
        put: operations["put_avatar"];
        post?: never;
        /** Remove the own picture */
        delete: operations["delete_avatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a code to a contact that is to be the account's
         * @description Adds the second contact, or puts one in the place of the old; the contacts the account has
         *     are told once it is done.
         */
        post: operations["propose_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/contacts/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the contact on with the code that came there */
        post: operations["verify_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to the own account, newest first */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/moderation/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
    "/api/v1/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_preferences"];
        put: operations["put_preferences"];
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
    "/api/v1/notifications/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["send_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Programs that look where links lead must not end anything: whoever opens the address is
         *     shown the settings.
         */
        get: operations["ask_before_unsubscribing"];
        put?: never;
        /**
         * One click in a mail program ends mails of one kind (RFC 8058); no session is needed and the
         *     body, which says the same in another way, is not read.
         */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["mark_one_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["snooze"];
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
    "/api/v1/planner/drafts/{id}/rewordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reword_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner/drafts/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
    "/api/v1/planner/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_settings"];
        put: operations["put_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/vapid-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_vapid_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reminders/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["download_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reminders/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_reminder_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reminders/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_reminder_schedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reminders/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_reminder_settings"];
        put: operations["put_reminder_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reminders/shown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["acknowledge_reminders"];
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
    "/api/v1/rewards/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_days"];
        put?: never;
        post?: never;
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
    "/api/v1/socket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A WebSocket of text frames, one JSON object with a `type` each. To the server: `message.send {client_id, conversation_id, text}`, `message.read {conversation_id, sequence}`, `typing {conversation_id}`, `resume {conversations: [{id, sequence}]}`, `ping`. From the server: `message.stored {client_id, message}` once it is durable, to the socket that sent it; `message.new {message}` to all others of all members; `message.hidden {conversation_id, message_id}`; `message.read {conversation_id, user_id, sequence, unread?}`; `typing {conversation_id, user_id}`; `presence {user_id, online}`; `resumed {conversations: [{id, sequence, more}]}` after what a `resume` asked for; `notification` (an alert as in the feed, with `unread`), `notifications.read`, `rewards.changed`, `pong`, and `problem` with `code`, `detail` and the frame's `client_id`. A client may get a message twice and knows it by its `sequence`. Closes with 4401 when the session ends, 4408 when the reader falls behind, 1009 for a frame over 64 KiB. */
        get: operations["open_socket"];
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
        /** @description Something that happened to the account. */
        AccountEvent: {
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description Where, in plain words. */
            device: string;
            /**
             * Format: uuid
             * @description Id.
             */
            id: string;
            /**
             * @description What: `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (somebody
             *     tried passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
             *     `picture-changed`, `passkey-added`, `passkey-removed`.
             */
            kind: string;
        };
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
        /** @description A new passkey. */
        AddPasskey: {
            /** @description `RegistrationResponseJSON`. */
            credential: components["schemas"]["BrowserAnswer"];
            /** @description What its owner calls it. */
            name: string;
        };
        AiView: {
            /** @description The model that is asked. */
            model: string;
            /** @description The address that is called. */
            server: string;
        };
        /**
         * @description What an alert is about. Clients choose words, icon and channel by it.
         * @enum {string}
         */
        AlertKind: "achievement" | "streak-at-risk" | "security" | "friend-request" | "friend-accepted" | "challenge-invitation" | "challenge-finished" | "message" | "reminder" | "morning-summary" | "test";
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
        /** @description The picture is kept. */
        Avatar: {
            /** @description Where the picture is: a path of this server. */
            avatar_url: string;
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
        /** @description Somebody who is blocked. */
        BlockView: {
            /** Format: date-time */
            since: string;
            user: components["schemas"]["Person"];
        };
        /** @description A board. */
        Board: {
            /**
             * Format: date-time
             * @description Everything that happened before this is in it.
             */
            as_of: string;
            /** @description The first hundred of those who don't hide. */
            entries: components["schemas"]["BoardEntry"][];
            me: components["schemas"]["BoardEntry"] | null;
            order: components["schemas"]["Order"];
            period: components["schemas"]["Period"];
            /**
             * Format: date
             * @description The period's first day for the asker: for a challenge the day of joining, `null` for all time.
             */
            starts_on: string | null;
        };
        /** @description Somebody on a board. */
        BoardEntry: {
            /** @description Where their picture is, if they have one. */
            avatar_url: string | null;
            /**
             * Format: int32
             * @description Tasks done.
             */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 where nothing was due.
             */
            completion_rate: number;
            /** @description The name they chose for others. */
            display_name: string;
            /**
             * Format: int32
             * @description Tasks due.
             */
            due: number;
            /** @description From 1, among all who are on this board; people whom the asker must not see leave a gap. */
            rank: number;
            /** @description Who. */
            user_id: components["schemas"]["UserId"];
        };
        /**
         * @description What `navigator.credentials` answered, as WebAuthn defines it in JSON; unknown fields are
         *     ignored. Results of the PRF extension have to be left out.
         */
        BrowserAnswer: Record<string, never>;
        /** @description What to call `navigator.credentials` with, as WebAuthn defines it in JSON. */
        BrowserOptions: Record<string, never>;
        /**
         * Format: uuid
         * @description An address of somebody's reminders as a calendar.
         */
        CalendarLinkId: string;
        /** @description An address, without what opens it. */
        CalendarLinkView: {
            /** Format: date-time */
            created_at: string;
            id: components["schemas"]["CalendarLinkId"];
            /**
             * Format: date-time
             * @description When a calendar last asked, to the day.
             */
            last_read_at: string | null;
        };
        /** @description One question to an AI, as it is shown to the user it was about. */
        CallRecord: {
            /**
             * Format: date-time
             * @description When it was sent.
             */
            at: string;
            /** @description What went wrong, if anything. */
            detail: string;
            /** @description How it ended; `stopped` until it did. */
            ended: components["schemas"]["Ended"];
            /**
             * Format: int64
             * @description How long it took, in milliseconds.
             */
            milliseconds: number;
            /** @description The model that was asked. */
            model: string;
            /** @description Which prompt, with its version. */
            prompt: string;
            /** @description What came back, word for word, at most 64 kB. */
            received: string;
            /** @description What was sent, word for word. */
            sent: components["schemas"]["Message"][];
            /** @description The address it was sent to. */
            server: string;
            /**
             * Format: int32
             * @description The HTTP status of the answer.
             */
            status?: number | null;
            /**
             * Format: int32
             * @description Tokens in and out.
             */
            tokens: number;
            /**
             * Format: int32
             * @description Requests that were made for it, retries included.
             */
            tries: number;
        };
        /** @description A friend as far as they allow it. */
        CardView: {
            /**
             * Format: int32
             * @description Days in a row with a claim; `null` for who hides.
             */
            daily_streak: number | null;
            /** Format: date-time */
            since: string;
            user: components["schemas"]["Person"];
            week: components["schemas"]["FriendWeekView"] | null;
        };
        /** @description A habit of a challenge. */
        ChallengeHabitView: {
            description: string;
            frequency: components["schemas"]["Frequency"];
            /** @description A lucide name. */
            icon: string;
            /** Format: uuid */
            id: string;
            /** @description The tasks of the first day. */
            tasks: string[];
            title: string;
            type: components["schemas"]["HabitType"];
        };
        /**
         * Format: uuid
         * @description A challenge.
         */
        ChallengeId: string;
        /** @description Somebody's part in a challenge so far. */
        ChallengeProgressView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 where nothing was due yet.
             */
            completion_rate: number;
            /**
             * Format: int32
             * @description The day of the challenge, from 1.
             */
            day: number;
            /** Format: int32 */
            due: number;
            /**
             * Format: date
             * @description The last day of its habits.
             */
            ends_on: string;
            habits: components["schemas"]["TrackedView"][];
            /** Format: date */
            starts_on: string;
            state: components["schemas"]["ChallengeState"];
        };
        /**
         * @description How far a part in a challenge is.
         * @enum {string}
         */
        ChallengeState: "active" | "finished";
        /** @description A challenge as the asker sees it. */
        ChallengeView: {
            /** @description In lower case. */
            category: string;
            description: string;
            /**
             * Format: int32
             * @description Calendar days from joining.
             */
            duration_days: number;
            /** @description Whether the asker made it. */
            founded: boolean;
            habits: components["schemas"]["ChallengeHabitView"][];
            id: components["schemas"]["ChallengeId"];
            /** @description Whether the asker takes part. */
            joined: boolean;
            /**
             * Format: int32
             * @description How many take part.
             */
            members: number;
            progress: components["schemas"]["ChallengeProgressView"] | null;
            title: string;
            /** @description The way to a challenge somebody made, to be handed over; `null` for a shipped one. */
            url: string | null;
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
        /**
         * @description Where a test goes.
         * @enum {string}
         */
        ChannelName: "feed" | "push" | "mail";
        /** @description A message as members see it. */
        ChatMessage: {
            /** @description The sender's name for it. */
            client_id: string;
            /** @description Where it is. */
            conversation_id: components["schemas"]["ConversationId"];
            /** @description Its id. */
            id: components["schemas"]["MessageId"];
            /** @description Who wrote it. */
            sender_id: components["schemas"]["UserId"];
            /**
             * Format: date-time
             * @description When it was stored.
             */
            sent_at: string;
            /**
             * Format: int64
             * @description Its place there, from 1; numbers may be missing.
             */
            sequence: number;
            /** @description What it says. */
            text: string;
            unreadable?: components["schemas"]["MessageUnreadable"] | null;
        };
        /** @description What the chat is to be like for somebody. */
        ChatSettings: {
            /** @description Whether friends see that this person is here. */
            show_presence: boolean;
        };
        /** @description The days of a span that were claimed or covered. */
        ClaimDaysView: {
            /** @description Oldest first; days that are not named were neither claimed nor covered. */
            days: components["schemas"]["MarkedDayView"][];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /**
             * Format: date
             * @description The user's local day.
             */
            today: string;
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
        /** @description A code is on its way, if there is somebody to get it. */
        CodeOnItsWay: {
            /**
             * Format: date-time
             * @description The code works until then.
             */
            expires_at: string;
            /** @description Where it goes. */
            identifier: string;
            /**
             * Format: date-time
             * @description Another can be asked for from then on.
             */
            resend_at: string;
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
        /** @description A conversation as this member sees it. */
        Conversation: {
            /** @description Whether something can be written in it. */
            can_write: boolean;
            id: components["schemas"]["ConversationId"];
            kind: components["schemas"]["ConversationKind"];
            /** Format: date-time */
            last_at: string;
            last_message: components["schemas"]["ChatMessage"] | null;
            /**
             * Format: int64
             * @description The place of the newest message, 0 for none.
             */
            last_sequence: number;
            /**
             * Format: int64
             * @description Up to where the friend has; `null` in a room, and when they are no friend any more.
             */
            other_read_sequence: number | null;
            /**
             * Format: int64
             * @description Up to where this member has read.
             */
            read_sequence: number;
            /** @description The friend's name, or the challenge's title. */
            title: string;
            /**
             * Format: int32
             * @description Messages of others that this member sees and has not read; of a room 200 at most.
             */
            unread: number;
            with: components["schemas"]["PartnerView"] | null;
        };
        /**
         * Format: uuid
         * @description A conversation; a room's is its challenge's id.
         */
        ConversationId: string;
        /**
         * @description What a conversation is between.
         * @enum {string}
         */
        ConversationKind: "direct" | "challenge";
        Conversion: {
            /**
             * Format: int64
             * @description Coins to turn into gems: 1 coin is 0.001 gem.
             */
            coins: number;
        };
        /** @description A challenge to be made. */
        CreateChallenge: {
            /** @description What it is about, 1-40 characters. */
            category: string;
            /** @description More about it, at most 1000 characters. */
            description?: string | null;
            /**
             * Format: int32
             * @description Calendar days from joining; 30 by default.
             */
            duration_days?: number | null;
            /** @description What there is to choose from when joining. */
            habits: components["schemas"]["NewChallengeHabit"][];
            /** @description What it is called, 1-100 characters. */
            title: string;
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
            /** @description Up to five `HH:MM`, each on every day; or `reminders` instead. */
            reminder_times?: string[] | null;
            /** @description Times with the weekdays they are for, at most five on any day. */
            reminders?: components["schemas"]["Reminder"][] | null;
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
        /**
         * @description What a day of the calendar of claims was.
         * @enum {string}
         */
        DayMark: "claimed" | "frozen";
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
             * @description Password. May be left out within five minutes of signing in with a passkey.
             */
            password?: string | null;
        };
        /**
         * Format: uuid
         * @description A device that pushes go to.
         */
        DeviceId: string;
        /**
         * @description How a device is reached.
         * @enum {string}
         */
        DeviceKind: "web_push" | "fcm";
        /** @description A device. Its address is shown to nobody. */
        DeviceView: {
            /** Format: date-time */
            created_at: string;
            /** @description Whether this session registered it. */
            current: boolean;
            id: components["schemas"]["DeviceId"];
            kind: components["schemas"]["DeviceKind"];
            /**
             * Format: date-time
             * @description When a push last went out, to the day.
             */
            last_push_at: string | null;
            /** @description "Firefox on Linux". */
            name: string;
            /** @description Of `fcm`: `android`, `ios` or `web`. */
            platform: string | null;
        };
        /**
         * @description Which way a request goes.
         * @enum {string}
         */
        Direction: "in" | "out";
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
        /**
         * @description Whether a draft is whole.
         * @enum {string}
         */
        DraftState: "making" | "ready";
        /** @description A draft as it is shown. */
        DraftView: {
            /** @description Whether an AI was asked for it; what came of it is in the trace. */
            ai_asked: boolean;
            days: components["schemas"]["DraftDay"][];
            /** Format: int32 */
            duration_days: number;
            habit: string;
            id: components["schemas"]["DraftId"];
            source: components["schemas"]["Source"];
            /** @description `making` while days may still be missing. */
            state: components["schemas"]["DraftState"];
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
            /** @description Up to five `HH:MM`, each on every day; or `reminders` instead. */
            reminder_times?: string[] | null;
            /** @description Times with the weekdays they are for, at most five on any day. */
            reminders?: components["schemas"]["Reminder"][] | null;
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
        /**
         * @description How a call ended.
         * @enum {string}
         */
        Ended: "whole" | "broke-off" | "empty" | "unreachable" | "too-slow" | "refused" | "not-understood" | "not-tried" | "stopped";
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
        /** @description Whose password is forgotten. */
        ForgotPassword: {
            /** @description E-mail address or phone number. */
            identifier: string;
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
        /**
         * @description On which days a habit of a challenge falls.
         * @enum {string}
         */
        Frequency: "daily" | "weekdays";
        /** @description A friend. */
        FriendView: {
            /** Format: date-time */
            since: string;
            user: components["schemas"]["Person"];
        };
        /** @description A week so far. */
        FriendWeekView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 where nothing is due.
             */
            completion_rate: number;
            /** Format: int32 */
            due: number;
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
            /**
             * Format: uuid
             * @description The challenge it was taken on for.
             */
            challenge_id: string | null;
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
            /** @description `HH:MM` of each reminder, whatever its weekdays. */
            reminder_times: string[];
            /** @description When it wants to be thought of. */
            reminders: components["schemas"]["Reminder"][];
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
        /** @description An invitation. */
        InvitationView: {
            challenge: components["schemas"]["InvitedTo"];
            /** Format: date-time */
            created_at: string;
            from: components["schemas"]["Person"];
        };
        /** @description Whom to invite. */
        Invite: {
            /** @description Friends, 1-50. */
            user_ids: string[];
        };
        /** @description What an invitation leads to. */
        InvitedTo: {
            category: string;
            description: string;
            /** Format: int32 */
            duration_days: number;
            id: components["schemas"]["ChallengeId"];
            title: string;
        };
        /** @description Which of a challenge's habits are taken on. */
        JoinChallenge: {
            /** @description At least one of the challenge's habits. */
            habit_ids: string[];
        };
        /** @description Its keys in base64url. */
        KeysInput: {
            /** @description The secret: 16 bytes. */
            auth: string;
            /** @description The public key: 65 bytes. */
            p256dh: string;
        };
        /** @description On which channels alerts of one kind go out, beside the feed. */
        KindView: {
            kind: components["schemas"]["AlertKind"];
            mail: boolean;
            push: boolean;
        };
        /** @description Whose link it is. */
        LinkOwnerView: {
            user: components["schemas"]["Person"];
        };
        /** @description A link to hand over. */
        LinkView: {
            /** Format: date-time */
            expires_at: string;
            /** @description Leads to a page that asks this person for friendship. */
            url: string;
        };
        /** @description Who signs in. */
        Login: {
            /** @description E-mail address or phone number. */
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
        /** @description A day that was claimed or covered. */
        MarkedDayView: {
            /** Format: date */
            date: string;
            mark: components["schemas"]["DayMark"];
        };
        /** @description Somebody who takes part. */
        MemberView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 where nothing was due yet.
             */
            completion_rate: number;
            /** Format: int32 */
            due: number;
            /** Format: date */
            starts_on: string;
            user: components["schemas"]["Person"];
        };
        /** @description One thing said to a model. */
        Message: {
            /** @description What is said. */
            content: string;
            /** @description `system` or `user`. */
            role: string;
        };
        /**
         * Format: uuid
         * @description A message.
         */
        MessageId: string;
        /**
         * @description Why a text can't be shown.
         * @enum {string}
         */
        MessageUnreadable: "lost-key" | "damaged";
        /** @description A page of messages and who wrote them. */
        MessagesPage: {
            /** @description The messages, oldest first. */
            items: components["schemas"]["ChatMessage"][];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
            /** @description The people who wrote them. */
            people: components["schemas"]["Person"][];
        };
        /** @description A new address. */
        NewCalendarLink: {
            id: components["schemas"]["CalendarLinkId"];
            /**
             * @description The address of the feed. Whoever has it can read it; it is shown this once.
             * @example http://localhost:8080/api/v1/calendar/6Xk0..4Q.ics
             */
            url: string;
        };
        /** @description A habit of a challenge to be made. */
        NewChallengeHabit: {
            /** @description More about it, at most 1000 characters. */
            description?: string | null;
            frequency?: components["schemas"]["Frequency"] | null;
            /** @description The tasks of each day; the title by default. */
            tasks?: string[] | null;
            /** @description What it is called, 1-100 characters. */
            title: string;
            type?: components["schemas"]["HabitType"] | null;
        };
        /** @description A contact to be added or to take the place of the one there is; exactly one. */
        NewContact: {
            /**
             * Format: email
             * @description E-mail address.
             */
            email?: string | null;
            /** @description Phone number. */
            phone_number?: string | null;
        };
        /**
         * Format: uuid
         * @description One alert in the feed.
         */
        NotificationId: string;
        /** @description Whom to talk to. */
        OpenConversation: {
            /**
             * Format: uuid
             * @description A friend.
             */
            user_id: string;
        };
        /**
         * @description By what a board is ordered.
         * @enum {string}
         */
        Order: "rate" | "fair";
        /** @description One page of a list. */
        Page_AccountEvent: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /** @description Where, in plain words. */
                device: string;
                /**
                 * Format: uuid
                 * @description Id.
                 */
                id: string;
                /**
                 * @description What: `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (somebody
                 *     tried passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
                 *     `picture-changed`, `passkey-added`, `passkey-removed`.
                 */
                kind: string;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
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
        Page_BlockView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                since: string;
                user: components["schemas"]["Person"];
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_CalendarLinkView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                id: components["schemas"]["CalendarLinkId"];
                /**
                 * Format: date-time
                 * @description When a calendar last asked, to the day.
                 */
                last_read_at: string | null;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_ChallengeView: {
            /** @description The items, in the list's order. */
            items: {
                /** @description In lower case. */
                category: string;
                description: string;
                /**
                 * Format: int32
                 * @description Calendar days from joining.
                 */
                duration_days: number;
                /** @description Whether the asker made it. */
                founded: boolean;
                habits: components["schemas"]["ChallengeHabitView"][];
                id: components["schemas"]["ChallengeId"];
                /** @description Whether the asker takes part. */
                joined: boolean;
                /**
                 * Format: int32
                 * @description How many take part.
                 */
                members: number;
                progress: components["schemas"]["ChallengeProgressView"] | null;
                title: string;
                /** @description The way to a challenge somebody made, to be handed over; `null` for a shipped one. */
                url: string | null;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_Conversation: {
            /** @description The items, in the list's order. */
            items: {
                /** @description Whether something can be written in it. */
                can_write: boolean;
                id: components["schemas"]["ConversationId"];
                kind: components["schemas"]["ConversationKind"];
                /** Format: date-time */
                last_at: string;
                last_message: components["schemas"]["ChatMessage"] | null;
                /**
                 * Format: int64
                 * @description The place of the newest message, 0 for none.
                 */
                last_sequence: number;
                /**
                 * Format: int64
                 * @description Up to where the friend has; `null` in a room, and when they are no friend any more.
                 */
                other_read_sequence: number | null;
                /**
                 * Format: int64
                 * @description Up to where this member has read.
                 */
                read_sequence: number;
                /** @description The friend's name, or the challenge's title. */
                title: string;
                /**
                 * Format: int32
                 * @description Messages of others that this member sees and has not read; of a room 200 at most.
                 */
                unread: number;
                with: components["schemas"]["PartnerView"] | null;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_DeviceView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** @description Whether this session registered it. */
                current: boolean;
                id: components["schemas"]["DeviceId"];
                kind: components["schemas"]["DeviceKind"];
                /**
                 * Format: date-time
                 * @description When a push last went out, to the day.
                 */
                last_push_at: string | null;
                /** @description "Firefox on Linux". */
                name: string;
                /** @description Of `fcm`: `android`, `ios` or `web`. */
                platform: string | null;
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
        Page_FriendView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                since: string;
                user: components["schemas"]["Person"];
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_HabitView: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The challenge it was taken on for.
                 */
                challenge_id: string | null;
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
                /** @description `HH:MM` of each reminder, whatever its weekdays. */
                reminder_times: string[];
                /** @description When it wants to be thought of. */
                reminders: components["schemas"]["Reminder"][];
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
        Page_InvitationView: {
            /** @description The items, in the list's order. */
            items: {
                challenge: components["schemas"]["InvitedTo"];
                /** Format: date-time */
                created_at: string;
                from: components["schemas"]["Person"];
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_MemberView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: int32 */
                completed: number;
                /**
                 * Format: double
                 * @description 100 x completed / due, 0 where nothing was due yet.
                 */
                completion_rate: number;
                /** Format: int32 */
                due: number;
                /** Format: date */
                starts_on: string;
                user: components["schemas"]["Person"];
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
        Page_PasskeyView: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: date-time
                 * @description Added.
                 */
                created_at: string;
                /** @description The authenticator's name for it, base64url: lets a device know its own. */
                credential_id: string;
                /**
                 * Format: uuid
                 * @description Id.
                 */
                id: string;
                /**
                 * Format: date-time
                 * @description Signed in with last, if ever.
                 */
                last_used_at: string | null;
                /** @description What its owner calls it. */
                name: string;
            }[];
            /** @description Ask for the next page with it; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_RequestView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                direction: components["schemas"]["Direction"];
                id: components["schemas"]["RequestId"];
                /** @description What was typed. */
                identifier: string | null;
                user: components["schemas"]["Person"] | null;
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
        /** @description The friend of a conversation. */
        PartnerView: components["schemas"]["Person"] & {
            /** @description Whether they are here now, as far as they let it be seen. */
            online: boolean;
        };
        /** @description Who signs in: the passkey says. */
        PasskeyLogin: {
            /** @description `AuthenticationResponseJSON`. */
            credential: components["schemas"]["BrowserAnswer"];
        };
        /** @description One of the own passkeys. */
        PasskeyView: {
            /**
             * Format: date-time
             * @description Added.
             */
            created_at: string;
            /** @description The authenticator's name for it, base64url: lets a device know its own. */
            credential_id: string;
            /**
             * Format: uuid
             * @description Id.
             */
            id: string;
            /**
             * Format: date-time
             * @description Signed in with last, if ever.
             */
            last_used_at: string | null;
            /** @description What its owner calls it. */
            name: string;
        };
        /**
         * @description The days that a board is about, up to each user's own local today.
         * @enum {string}
         */
        Period: "weekly" | "monthly" | "all_time";
        /** @description A person as others see them: never an address. */
        Person: {
            /** @description Where their picture is, if they have one. */
            avatar_url: string | null;
            /** @description The name they chose for others. */
            display_name: string;
            /** @description Who. */
            id: components["schemas"]["UserId"];
        };
        /**
         * Format: binary
         * @description The picture, as bytes.
         */
        PictureBytes: string;
        /** @description A reminder to come, for a device that may have no connection then. */
        PlannedReminder: {
            /**
             * Format: date-time
             * @description When it is to be shown.
             */
            at: string;
            body: string;
            /**
             * Format: date
             * @description The local day it is about.
             */
            date: string;
            habit_id: components["schemas"]["HabitId"] | null;
            kind: components["schemas"]["AlertKind"];
            /** @description Where it leads: a path of the web app. */
            link: string;
            /**
             * Format: date-time
             * @description Which occurrence it is: pushes of it say the same.
             */
            occurs_at: string;
            /** @description The tag of its notification. */
            tag: string;
            title: string;
        };
        /** @description The user's wishes about planning. */
        PlannerSettings: {
            /** @description Nothing is sent to an AI: the built-in planner does everything. */
            builtin_only: boolean;
        };
        /**
         * @description Which system an app runs on.
         * @enum {string}
         */
        Platform: "android" | "ios" | "web";
        /** @description What somebody wants to hear of, and when it is quiet. */
        PreferencesView: {
            /** @description One for each kind of alert. */
            kinds: components["schemas"]["KindView"][];
            quiet_hours: components["schemas"]["QuietView"] | null;
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
        /** @description Over midnight when `from` is later than `until`. */
        QuietView: {
            /** @example 22:00 */
            from: string;
            /** @example 07:00 */
            until: string;
        };
        /** @description How far somebody has read. */
        ReadOn: {
            /**
             * Format: int32
             * @description The place of the last message that was read.
             */
            sequence: number;
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
            /** @description Phone number, however it is grouped. */
            phone_number?: string | null;
            /** @description IANA name; UTC when missing. */
            time_zone?: string | null;
        };
        /** @description A device: `subscription` for `web_push`, `token` and `platform` for `fcm`. */
        RegisterDevice: {
            kind: components["schemas"]["DeviceKind"];
            platform?: components["schemas"]["Platform"] | null;
            subscription?: components["schemas"]["SubscriptionInput"] | null;
            token?: string | null;
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
        /** @description A time and its weekdays, on the wire. */
        Reminder: {
            /**
             * @description `HH:MM` on the user's clock.
             * @example 07:30
             */
            time: string;
            /** @description ISO numbers, Monday = 1; all by default. */
            weekdays?: number[];
        };
        /** @description Whether reminders reach somebody. */
        ReminderHealth: {
            /**
             * Format: int32
             * @description Never sent, because the server was away for more than half an hour.
             */
            dropped: number;
            /**
             * Format: date-time
             * @description When a device last said so.
             */
            last_shown_at: string | null;
            /** @description Whether reminders come by mail as well. */
            mail: boolean;
            /** @description Three or more in a row were seen by no device, and no mail says the same. */
            trouble: boolean;
            /**
             * Format: int32
             * @description Sent in a row without any device saying that it showed one.
             */
            unseen: number;
        };
        /** @description The reminders of the next days as they stand now. */
        ReminderSchedule: {
            /**
             * Format: int32
             * @description Days it reaches ahead.
             * @example 14
             */
            days: number;
            /** @description In order. Those whose tasks are done, skipped or resting are not among them. */
            items: components["schemas"]["PlannedReminder"][];
        };
        /** @description Reminders that are about the day and not about one habit. */
        ReminderSettings: {
            /**
             * @description When the warning comes that the streak is about to break; null: not wanted. 20:00 where nothing was said.
             * @example 20:00
             */
            evening_at: string | null;
            /**
             * @description When the morning's summary comes; null: not wanted.
             * @example 08:00
             */
            morning_at: string | null;
        };
        /** @description A report: about somebody, or about a message and so about who wrote it. */
        Report: {
            /**
             * Format: uuid
             * @description The message, for one of the two.
             */
            message_id?: string | null;
            /** @description What is wrong, 1-1000 characters. */
            reason: string;
            /**
             * Format: uuid
             * @description The person, for the other.
             */
            user_id?: string | null;
        };
        /**
         * Format: uuid
         * @description A report.
         */
        ReportId: string;
        /** @description A report that was kept. */
        ReportView: {
            /** Format: date-time */
            created_at: string;
            id: components["schemas"]["ReportId"];
        };
        /**
         * Format: uuid
         * @description A request for friendship.
         */
        RequestId: string;
        /** @description A request that waits for an answer. */
        RequestView: {
            /** Format: date-time */
            created_at: string;
            direction: components["schemas"]["Direction"];
            id: components["schemas"]["RequestId"];
            /** @description What was typed. */
            identifier: string | null;
            user: components["schemas"]["Person"] | null;
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
            /** @description Phone number, however it is grouped. */
            phone_number?: string | null;
        };
        /** @description The code that came, and the password that is to work. */
        ResetPassword: {
            /** @description E-mail address or phone number. */
            identifier: string;
            /**
             * Format: password
             * @description Not among the common ones.
             */
            new_password: string;
            /** @description Six digits. */
            otp: string;
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
        RewordTask: {
            /**
             * Format: int32
             * @description The plan day, from 1.
             */
            day: number;
            /**
             * Format: int32
             * @description The task's place on that day, from 1.
             */
            position: number;
        };
        RewordingView: {
            source: components["schemas"]["Source"];
            /** @description Another task for that place; the draft is as it was. */
            task: string;
        };
        /** @description A message to be stored. */
        Send: {
            /** @description The client's own name for it, 1-100 characters: sent again it is the same message. */
            client_id: string;
            /** @description What is said, 1-4000 characters. */
            text: string;
        };
        /** @description Whom to ask: exactly one of the three. */
        SendRequest: {
            /**
             * @description An e-mail address or a phone number. The answer is alike whether or not anybody is known
             *     by it.
             */
            identifier?: string | null;
            /** @description A link of somebody, whole or its last part. */
            link?: string | null;
            /**
             * Format: uuid
             * @description Somebody seen on a board or in a challenge.
             */
            user_id?: string | null;
        };
        SendTest: {
            channel: components["schemas"]["ChannelName"];
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
        /** @description The whole of it as it is to be from now on. */
        SetPreferences: {
            /** @description Kinds left out go back to their defaults. */
            kinds?: components["schemas"]["KindView"][];
            quiet_hours?: components["schemas"]["QuietView"] | null;
        };
        /** @description The user's wishes about planning, and what there is to wish about. */
        SettingsView: {
            ai?: components["schemas"]["AiView"] | null;
            /** @description Nothing of this user's is sent to an AI. */
            builtin_only: boolean;
            /**
             * Format: date-time
             * @description When the next day begins.
             */
            resets_at: string;
            /**
             * Format: int64
             * @description Tokens a day; `null` without a limit.
             */
            tokens_limit?: number | null;
            /**
             * Format: int64
             * @description Tokens used today (UTC).
             */
            tokens_used: number;
        };
        /** @description What a device has shown, by push or by itself. */
        ShownReminders: {
            /** @description The tags of the notifications. */
            tags: string[];
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
        Snooze: {
            /**
             * Format: int32
             * @description After how long it is pushed again.
             * @example 60
             */
            minutes: number;
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
        /** @description A browser's `PushSubscription` as its `toJSON` writes it; what is not named here is ignored. */
        SubscriptionInput: {
            /** @example https://updates.push.services.mozilla.com/wpush/v2/gAAAA */
            endpoint: string;
            keys: components["schemas"]["KeysInput"];
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
        /** @description Where a draft came from. */
        TraceView: {
            /** @description Days that the built-in planner wrote. */
            builtin_days: number[];
            /** @description Every question to an AI about this draft, oldest first; none when nothing was sent. */
            calls: components["schemas"]["CallRecord"][];
            draft_id: components["schemas"]["DraftId"];
            habit: string;
            source: components["schemas"]["Source"];
        };
        /** @description One tracked habit so far. */
        TrackedView: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            completed_today: number;
            /** Format: int32 */
            due: number;
            /** Format: int32 */
            due_today: number;
            /** @description The asker's habit. */
            habit_id: components["schemas"]["HabitId"];
            /**
             * Format: uuid
             * @description The challenge's habit.
             */
            id: string;
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
        /**
         * Format: uuid
         * @description An account.
         */
        UserId: string;
        /** @description The key that browsers subscribe with. */
        VapidKeyView: {
            /** @description An uncompressed point of P-256 in base64url. */
            public_key: string;
        };
        /** @description The contact and the code that went there. */
        VerifyContact: {
            /**
             * Format: email
             * @description E-mail address.
             */
            email?: string | null;
            /** @description Six digits. */
            otp: string;
            /** @description Phone number. */
            phone_number?: string | null;
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
            /** @description Phone number, however it is grouped. */
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
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPassword"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeOnItsWay"];
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
    list_passkeys: {
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
                    "application/json": components["schemas"]["Page_PasskeyView"];
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
    add_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPasskey"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyView"];
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
    begin_login: {
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
                    "application/json": components["schemas"]["BrowserOptions"];
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
    login_by_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyLogin"];
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
    begin_registration: {
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
                    "application/json": components["schemas"]["BrowserOptions"];
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
    remove_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The passkey */
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
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPassword"];
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
    show_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As in `avatar_url` */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": components["schemas"]["PictureBytes"];
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
    list_blocks: {
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
            /** @description Whom this person blocks, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BlockView"];
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
    block: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Whom to block */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Neither sees the other any more */
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
    unblock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Whom this person blocks */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not blocked any more */
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
    list_calendar_links: {
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
            /** @description The user's calendar addresses, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CalendarLinkView"];
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
    make_calendar_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An iCalendar feed with alarms, for the phone's own calendar */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCalendarLink"];
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
    remove_calendar_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address opens nothing any more */
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
    read_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of a calendar address */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An iCalendar */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The one that the asker has */
            304: {
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
    list_challenges: {
        parameters: {
            query?: {
                /** @description Only of this category. */
                category?: string;
                /** @description Only those the user founded or takes part in. */
                mine?: boolean;
                /** @description Words that have to be in it. */
                q?: string;
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
            /** @description The user's own and joined ones, then the catalogue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ChallengeView"];
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
    create_challenge: {
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
                "application/json": components["schemas"]["CreateChallenge"];
            };
        };
        responses: {
            /** @description Made; whoever knows its link may join */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeView"];
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
    list_invitations: {
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
            /** @description Invitations that wait */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InvitationView"];
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
    get_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge and the user's part in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeView"];
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
    invite_friends: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            /** @description Invited, who was not yet */
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
    turn_down: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Turned down; nobody is told */
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
    get_challenge_leaderboard: {
        parameters: {
            query?: {
                /** @description By what it is ordered. */
                order?: "rate" | "fair";
            };
            header?: never;
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its members by what they did of its habits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
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
    list_members: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who takes part and does not hide, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MemberView"];
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
    join_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinChallenge"];
            };
        };
        responses: {
            /** @description Joined; the habits are in Today */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeView"];
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
    leave_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The challenge */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Left; its habits are put away, what was done stays */
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
    show_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the chat is like for this person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatSettings"];
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
    change_settings: {
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
                "application/json": components["schemas"]["ChatSettings"];
            };
        };
        responses: {
            /** @description Kept */
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
    list_conversations: {
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
            /** @description Conversations, the latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
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
    open_conversation: {
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
                "application/json": components["schemas"]["OpenConversation"];
            };
        };
        responses: {
            /** @description The conversation with a friend, new or not */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
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
    show_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A conversation; a room's is its challenge's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
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
    list_messages: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Messages before this `sequence`, the newest of them. */
                before?: number;
                /** @description Messages after this `sequence`, the oldest of them. */
                after?: number;
            };
            header?: never;
            path: {
                /** @description A conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages, oldest first; without `before` and `after` the newest. `next_cursor` goes on in the same direction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesPage"];
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
    send_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Send"];
            };
        };
        responses: {
            /** @description Stored; the same `client_id` again answers the same message */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
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
    read_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadOn"];
            };
        };
        responses: {
            /** @description Read up to there; never back, never beyond what there is */
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
    list_devices: {
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
            /** @description Where pushes go, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeviceView"];
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
    register_device: {
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
                "application/json": components["schemas"]["RegisterDevice"];
            };
        };
        responses: {
            /** @description Pushes go there, until its session ends */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
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
    remove_device: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is pushed there any more */
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
    list_friends: {
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
            /** @description Friends, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FriendView"];
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
    create_link: {
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
            /** @description A link to hand over; it is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
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
    drop_links: {
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
            /** @description None of this person's links works any more */
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
    look_at_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of a link */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whose link it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOwnerView"];
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
    list_requests: {
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
            /** @description Requests that wait, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RequestView"];
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
    send_request: {
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
                "application/json": components["schemas"]["SendRequest"];
            };
        };
        responses: {
            /** @description Asked; alike whether or not the identifier is known */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
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
    cancel_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request this person sent */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back */
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
    accept_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request this person got */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new friend */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FriendView"];
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
    decline_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request this person got */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request; the asker is not told */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
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
    get_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A friend */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The friend, as far as they allow it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardView"];
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
    remove_friend: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A friend */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No friends any more */
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
    get_leaderboard: {
        parameters: {
            query?: {
                /** @description The days it is about, in each user's own local days. */
                period?: "weekly" | "monthly" | "all_time";
                /** @description Whom it shows. */
                scope?: "everyone" | "friends";
                /** @description By what it is ordered. */
                order?: "rate" | "fair";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The first hundred and the asker */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
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
    put_avatar: {
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
                "application/octet-stream": components["schemas"]["PictureBytes"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Avatar"];
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
    delete_avatar: {
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
    propose_contact: {
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
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeOnItsWay"];
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
    verify_contact: {
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
                "application/json": components["schemas"]["VerifyContact"];
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
    list_events: {
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
                    "application/json": components["schemas"]["Page_AccountEvent"];
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
    delete_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hidden from the one who asked; gone once all members did */
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
    report: {
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
                "application/json": components["schemas"]["Report"];
            };
        };
        responses: {
            /** @description Kept; the one reported is not told */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
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
    get_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds, defaults included */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesView"];
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
    put_preferences: {
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
                "application/json": components["schemas"]["SetPreferences"];
            };
        };
        responses: {
            /** @description What holds now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesView"];
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
    send_test: {
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
                "application/json": components["schemas"]["SendTest"];
            };
        };
        responses: {
            /** @description It is on its way */
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
    ask_before_unsubscribing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the mail's List-Unsubscribe */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the settings */
            303: {
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
    unsubscribe: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description From the mail's List-Unsubscribe */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No more mails of this kind */
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
    mark_one_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This one is read; other devices take it away */
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
    snooze: {
        parameters: {
            query?: never;
            header?: {
                /** @description Send it again with the same body within 24 hours to get the same answer, and nothing happens twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snooze"];
            };
        };
        responses: {
            /** @description It is pushed again later */
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
    reword_task: {
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
                "application/json": components["schemas"]["RewordTask"];
            };
        };
        responses: {
            /** @description Another task to choose instead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewordingView"];
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
    get_trace: {
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
            /** @description What was sent where, and what came back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceView"];
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
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who plans for this user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
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
    put_settings: {
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
                "application/json": components["schemas"]["PlannerSettings"];
            };
        };
        responses: {
            /** @description The settings afterwards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
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
    get_vapid_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `applicationServerKey` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VapidKeyView"];
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
    download_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same as a file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The one that the asker has */
            304: {
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
    get_reminder_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether reminders were seen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderHealth"];
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
    get_reminder_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What devices show by themselves while offline */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSchedule"];
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
    get_reminder_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds, defaults included */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettings"];
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
    put_reminder_settings: {
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
                "application/json": components["schemas"]["ReminderSettings"];
            };
        };
        responses: {
            /** @description What holds now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettings"];
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
    acknowledge_reminders: {
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
                "application/json": components["schemas"]["ShownReminders"];
            };
        };
        responses: {
            /** @description It is known that reminders are seen */
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
    get_days: {
        parameters: {
            query?: {
                /** @description The first day; the first of the last one's month by default. */
                from?: string;
                /** @description The last day; today by default. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Which days were claimed, and which a freeze covered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDaysView"];
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
    open_socket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description From here on it is a WebSocket */
            101: {
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
