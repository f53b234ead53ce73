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
         * Request a code to reset the password
         * @description The response is the same if there is no such account.
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
        /** Sign out by ending this session */
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
        /** List your passkeys, newest first */
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
         * Start signing in with a passkey
         * @description No identifier is needed. Returns `PublicKeyCredentialRequestOptionsJSON`, valid once and for five
         *     minutes.
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
         * Start adding a passkey
         * @description Returns `PublicKeyCredentialCreationOptionsJSON`, valid once and for five minutes.
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
        /** Remove a passkey and end the sessions it opened */
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
         * @description Sends a code; the account is created once the code is verified. The response is the same if the
         *     address or number already has an account.
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
        /** Reset the password with the code; every session ends */
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
        /** List your sessions, newest first */
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
         * Get a person's picture
         * @description No session is needed, but the name can't be guessed. The picture behind a name never changes.
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
        /** The feed of a calendar link. It needs no session: the token in the URL is a secret. */
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
    "/api/v1/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe this server */
        get: operations["instance"];
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
        /** Get your account */
        get: operations["show_profile"];
        put?: never;
        post?: never;
        /**
         * Delete your account and all its data
         * @description Needs the password, except within five minutes after signing in with a passkey.
         */
        delete: operations["delete_account"];
        options?: never;
        head?: never;
        /** Change your account */
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
         * Set your picture
         * @description The body is a PNG, JPEG or WebP file of at most 5 MB and 16 megapixels. It is cropped to its
         *     middle square, scaled down to at most 512 by 512 pixels, and stored without metadata.
         */
        put: operations["put_avatar"];
        post?: never;
        /** Remove your picture */
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
         * Request a code to add or replace a contact of your account
         * @description Once the code is verified, the previous contacts of the account are notified.
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
        /** Confirm the new contact with the code that was sent to it */
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
        /** List the events of your account, newest first */
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
        /** Redirects to the settings. Mail scanners follow links, so a GET must not unsubscribe. */
        get: operations["ask_before_unsubscribing"];
        put?: never;
        /**
         * Turns off emails of one kind with one click in a mail program (RFC 8058). No session is needed; the body
         *     is ignored.
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
        /** @description A WebSocket of text frames, one JSON object with a `type` each. To the server: `message.send {client_id, conversation_id, text}`, `message.read {conversation_id, sequence}`, `typing {conversation_id}`, `resume {conversations: [{id, sequence}]}`, `ping`. From the server: `message.stored {client_id, message}` once it is durable, to the socket that sent it; `message.new {message}` to all others of all members; `message.hidden {conversation_id, message_id}`; `message.read {conversation_id, user_id, sequence, unread?}`; `typing {conversation_id, user_id}`; `presence {user_id, online}`; `resumed {conversations: [{id, sequence, more}]}` after what a `resume` asked for; `notification` (an alert as in the feed, with `unread`), `notifications.read`, `rewards.changed`, `pong`, and `problem` with `code`, `detail` and the frame's `client_id`. A client may get a message twice and recognises it by its `sequence`. Closes with 4401 when the session ends, 4408 when the reader falls behind, 4409 when the account has opened 20 others since, 1009 for a frame over 64 KiB. */
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
        /** @description An event in the history of an account. */
        AccountEvent: {
            /** Format: date-time */
            created_at: string;
            /** @description Browser and operating system, such as "Firefox on Linux". */
            device: string;
            /** Format: uuid */
            id: string;
            /**
             * @description One of `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (several
             *     wrong passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
             *     `picture-changed`, `passkey-added`, `passkey-removed`.
             */
            kind: string;
        };
        /** @description One achievement. */
        AchievementView: {
            /** Format: date-time */
            claimed_at: string | null;
            /** @description Description of the condition. */
            description: string;
            /** @description Name of a lucide icon. */
            icon: string;
            /**
             * @description Id in the catalogue.
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
            /** @description The name its owner gives it. */
            name: string;
        };
        AiView: {
            /** @description The name of the model. */
            model: string;
            /** @description The URL that is called. */
            server: string;
        };
        /**
         * @description The subject of an alert. Clients choose text, icon and channel by it.
         * @enum {string}
         */
        AlertKind: "achievement" | "streak-at-risk" | "security" | "friend-request" | "friend-accepted" | "challenge-invitation" | "challenge-finished" | "message" | "reminder" | "morning-summary" | "test";
        /** @description Coins as a whole number, or gems as a decimal string. */
        Amount: number | string;
        /** @description A question with its answer. */
        AnswerInput: {
            /** @description The user's answer. */
            answer: string;
            /** @description The question as it was asked. */
            question: string;
        };
        AskQuestions: {
            /** @description The habit in the user's words. */
            habit: string;
            /** @description The reason. With it or the obstacle, or both, the response has the four dynamic questions. */
            motivation?: string | null;
            /** @description The obstacle; see `motivation`. */
            obstacle?: string | null;
            /** @description `good` to build, `bad` to quit. */
            type: components["schemas"]["HabitType"];
        };
        /** @description A picture that was saved. */
        Avatar: {
            /** @description URL path of the picture on this server. */
            avatar_url: string;
        };
        /** @description Coins and gems as the API shows them. */
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
        /** @description A blocked person. */
        BlockView: {
            /** Format: date-time */
            since: string;
            user: components["schemas"]["Person"];
        };
        /** @description A board. */
        Board: {
            /**
             * Format: date-time
             * @description Everything committed before this instant is included.
             */
            as_of: string;
            /** @description The first hundred visible users. */
            entries: components["schemas"]["BoardEntry"][];
            me: components["schemas"]["BoardEntry"] | null;
            order: components["schemas"]["Order"];
            period: components["schemas"]["Period"];
            /**
             * Format: date
             * @description The period's first day for the requesting user: for a challenge the day of joining, `null` for all
             *     time.
             */
            starts_on: string | null;
        };
        /** @description A user on a board. */
        BoardEntry: {
            /** @description The URL of the picture, if there is one. */
            avatar_url: string | null;
            /**
             * Format: int32
             * @description Completed tasks.
             */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due; 0 if nothing was due.
             */
            completion_rate: number;
            /** @description The name shown to others. */
            display_name: string;
            /**
             * Format: int32
             * @description Due tasks.
             */
            due: number;
            /** @description From 1, among all users on this board. Users that the viewer must not see leave a gap. */
            rank: number;
            user_id: components["schemas"]["UserId"];
        };
        /**
         * @description The result of `navigator.credentials`, in the JSON form that WebAuthn defines. Unknown fields are
         *     ignored. Results of the PRF extension must be left out.
         */
        BrowserAnswer: Record<string, never>;
        /** @description The options for `navigator.credentials`, in the JSON form that WebAuthn defines. */
        BrowserOptions: Record<string, never>;
        /**
         * Format: uuid
         * @description The id of a calendar link.
         */
        CalendarLinkId: string;
        /** @description A calendar link without its URL. */
        CalendarLinkView: {
            /** Format: date-time */
            created_at: string;
            id: components["schemas"]["CalendarLinkId"];
            /**
             * Format: date-time
             * @description When the feed was last requested; updated at most once a day.
             */
            last_read_at: string | null;
        };
        /** @description A recorded AI call, as shown to the user in the trace. */
        CallRecord: {
            /**
             * Format: date-time
             * @description The instant at which it was sent.
             */
            at: string;
            /** @description The reason of a failure. */
            detail: string;
            /** @description How it ended; `stopped` while it runs. */
            ended: components["schemas"]["Ended"];
            /**
             * Format: int64
             * @description The duration in milliseconds.
             */
            milliseconds: number;
            model: string;
            /** @description The name and version of the prompt. */
            prompt: string;
            /** @description The text received, verbatim, at most 64 KiB. */
            received: string;
            /** @description The messages sent, verbatim. */
            sent: components["schemas"]["Message"][];
            /** @description The URL it was sent to. */
            server: string;
            /**
             * Format: int32
             * @description The HTTP status of the response.
             */
            status?: number | null;
            /**
             * Format: int32
             * @description Tokens in and out.
             */
            tokens: number;
            /**
             * Format: int32
             * @description The number of HTTP requests, retries included.
             */
            tries: number;
        };
        /** @description The details of a friend that the user may see. */
        CardView: {
            /**
             * Format: int32
             * @description Days in a row with a claim; `null` if the friend is hidden from leaderboards.
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
        /** @description A member's progress so far. */
        ChallengeProgressView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 if nothing was due yet.
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
         * @description Whether a member's days are over.
         * @enum {string}
         */
        ChallengeState: "active" | "finished";
        /** @description A challenge as the requesting user sees it. */
        ChallengeView: {
            /** @description In lower case. */
            category: string;
            description: string;
            /**
             * Format: int32
             * @description Calendar days from joining.
             */
            duration_days: number;
            /** @description Whether the user created it. */
            founded: boolean;
            habits: components["schemas"]["ChallengeHabitView"][];
            id: components["schemas"]["ChallengeId"];
            /** @description Whether the user is a member. */
            joined: boolean;
            /**
             * Format: int32
             * @description The number of members.
             */
            members: number;
            progress: components["schemas"]["ChallengeProgressView"] | null;
            title: string;
            /** @description The link to share; `null` for a built-in challenge. */
            url: string | null;
        };
        /** @description The old and the new password. */
        ChangePassword: {
            /** Format: password */
            current_password: string;
            /** Format: password */
            new_password: string;
        };
        /** @description The fields to change. Omitted fields keep their values. */
        ChangeProfile: {
            /**
             * Format: date
             * @description Null clears it.
             */
            date_of_birth?: string | null;
            /** @description When the user's day starts: `HH:MM`, from 00:00 to 06:00. */
            day_start?: string;
            /** @description The name others see. */
            display_name?: string;
            full_name?: string;
            /** @description In the user's own words. Null clears it. */
            gender?: string | null;
            /** @description Whether people who are not friends see this user on leaderboards. */
            leaderboard_visible?: boolean;
            /** @description Language tag (BCP 47). */
            locale?: string;
            /** @description IANA name. */
            time_zone?: string;
        };
        /**
         * @description The channel a test alert is sent on.
         * @enum {string}
         */
        ChannelName: "feed" | "push" | "mail";
        /** @description A message as members see it. */
        ChatMessage: {
            /** @description The id that the sender's client chose. */
            client_id: string;
            conversation_id: components["schemas"]["ConversationId"];
            id: components["schemas"]["MessageId"];
            sender_id: components["schemas"]["UserId"];
            /** Format: date-time */
            sent_at: string;
            /**
             * Format: int64
             * @description The position in the conversation, from 1. There may be gaps.
             */
            sequence: number;
            /** @description The text, or an English sentence if it can't be decrypted. */
            text: string;
            unreadable?: components["schemas"]["MessageUnreadable"] | null;
        };
        /** @description A user's chat settings. */
        ChatSettings: {
            /** @description Whether friends see that this user is online. */
            show_presence: boolean;
        };
        /** @description The days of a span that were claimed or covered by a freeze. */
        ClaimDaysView: {
            /** @description Oldest first. Days that are not listed were neither claimed nor covered. */
            days: components["schemas"]["MarkedDayView"][];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /**
             * Format: date
             * @description The user's current local day.
             */
            today: string;
        };
        /** @description The rewards after a claim, and what the claim paid. */
        ClaimView: components["schemas"]["RewardsView"] & {
            /** @description Reward of this claim, in gems. */
            today_reward: string;
        };
        /** @description An achievement whose reward was paid. */
        ClaimedView: components["schemas"]["AchievementView"] & {
            /** @description The balance after the payment. */
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
            /** @description The habit in the user's words. */
            habit: string;
        };
        /** @description A code was requested. It was sent only if there is someone to receive it. */
        CodeOnItsWay: {
            /**
             * Format: date-time
             * @description When the code expires.
             */
            expires_at: string;
            /** @description The address or number as it was given. */
            identifier: string;
            /**
             * Format: date-time
             * @description When another code may be requested.
             */
            resend_at: string;
        };
        /** @description A code was requested. It was sent only if a sign-up is pending. */
        CodeSent: {
            /**
             * Format: date-time
             * @description When the code expires.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description Id of the sign-up, to be sent with the code.
             */
            flow: string;
            /** @description The address or number as it was given. */
            identifier: string;
            /**
             * Format: date-time
             * @description When another code may be requested.
             */
            resend_at: string;
        };
        /** @description Optional details of a completion. */
        CompleteTask: {
            /** @description A note of at most 500 characters. */
            note?: string | null;
        };
        /** @description Tasks due and done per bar. */
        CompletionsView: {
            completed: number[];
            due: number[];
            /** @description `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, oldest first. */
            labels: string[];
            /** @description 100 x completed / due; 0 if nothing was due. */
            rates: number[];
        };
        /** @description A conversation as this member sees it. */
        Conversation: {
            /** @description Whether the user can send messages. */
            can_write: boolean;
            id: components["schemas"]["ConversationId"];
            kind: components["schemas"]["ConversationKind"];
            /**
             * Format: date-time
             * @description When the newest message was sent, or when the conversation was created.
             */
            last_at: string;
            last_message: components["schemas"]["ChatMessage"] | null;
            /**
             * Format: int64
             * @description The sequence of the newest message; 0 if there is none.
             */
            last_sequence: number;
            /**
             * Format: int64
             * @description The sequence of the last message the friend has read; `null` in a chat room and if they are no
             *     longer friends.
             */
            other_read_sequence: number | null;
            /**
             * Format: int64
             * @description The sequence of the last message this member has read.
             */
            read_sequence: number;
            /** @description The friend's name or the challenge's title. */
            title: string;
            /**
             * Format: int32
             * @description Unread messages of others that this member sees; at most 200 in a chat room.
             */
            unread: number;
            with: components["schemas"]["PartnerView"] | null;
        };
        /**
         * Format: uuid
         * @description The id of a conversation; a chat room has its challenge's id.
         */
        ConversationId: string;
        /**
         * @description The kind of a conversation.
         * @enum {string}
         */
        ConversationKind: "direct" | "challenge";
        Conversion: {
            /**
             * Format: int64
             * @description Coins to convert into gems: 1 coin is 0.001 gem.
             */
            coins: number;
        };
        /** @description A challenge to create. */
        CreateChallenge: {
            /** @description 1-40 characters. */
            category: string;
            /** @description At most 1000 characters. */
            description?: string | null;
            /**
             * Format: int32
             * @description Calendar days from joining; 30 by default.
             */
            duration_days?: number | null;
            /** @description The habits that members choose from. */
            habits: components["schemas"]["NewChallengeHabit"][];
            /** @description 1-100 characters. */
            title: string;
        };
        /** @description The request for a plan. */
        CreateDraft: {
            /** @description Answers to the dynamic questions. */
            answers?: components["schemas"]["AnswerInput"][];
            /**
             * Format: int32
             * @description Length of the plan in days.
             */
            duration_days: number;
            /** @description The habit in the user's words, 2-200 characters. */
            habit: string;
            /** @description The reason, in the user's words. */
            motivation?: string;
            /** @description The obstacle, in the user's words. */
            obstacle?: string;
            /**
             * Format: int32
             * @description Present amount per day, if the habit has one; by default it is read from the habit's text.
             */
            quantity_per_day?: number | null;
            replaces?: components["schemas"]["DraftId"] | null;
            /**
             * Format: int32
             * @description Goal: amount per day.
             */
            target_quantity?: number | null;
            /** @description `good` to build, `bad` to quit. */
            type: components["schemas"]["HabitType"];
            /** @description The unit of the amounts. */
            unit?: string | null;
        };
        /**
         * @description A habit to create: either `draft_id`, or `name`, `type`, `duration_days` and one of `daily_tasks`
         *     and `tasks_by_day`.
         */
        CreateHabit: {
            /** @description One of clay, yolk, moss, sky, rose; by default they take turns. */
            color?: string | null;
            /** @description The same tasks every day. */
            daily_tasks?: string[] | null;
            /**
             * Format: uuid
             * @description The planner's draft to accept.
             */
            draft_id?: string | null;
            /**
             * Format: int32
             * @description Length of the plan in days.
             */
            duration_days?: number | null;
            /** @description Name of a lucide icon; chosen by the planner by default. */
            icon?: string | null;
            /** @description 1-200 characters. */
            name?: string | null;
            /** @description Up to five times `HH:MM` for every day. Give either this or `reminders`. */
            reminder_times?: string[] | null;
            /** @description Times with their weekdays, at most five on any day. */
            reminders?: components["schemas"]["Reminder"][] | null;
            /**
             * Format: date
             * @description The first day of the plan; the user's current day by default.
             */
            start_date?: string | null;
            /** @description The tasks of each day; one list per day of the plan. */
            tasks_by_day?: string[][] | null;
            /**
             * Format: int32
             * @description How many tasks to do per week, on any of its days. Not allowed with `draft_id`.
             */
            times_a_week?: number | null;
            type?: components["schemas"]["HabitType"] | null;
            /** @description ISO weekday numbers, Monday = 1; all by default. */
            weekdays?: number[] | null;
        };
        /**
         * @description The currency of an entry.
         * @enum {string}
         */
        Currency: "coin" | "gem";
        /**
         * @description The mark of a day in the calendar of daily claims.
         * @enum {string}
         */
        DayMark: "claimed" | "frozen";
        /** @description How many tasks are due and done on the task's day. */
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
             * @description The date on which the plan day falls.
             */
            date: string;
            /**
             * Format: int32
             * @description Plan day, counted from 1.
             */
            day: number;
            /** @description Whether the day is skipped: tasks not done on it count neither as due nor as missed. */
            skipped: boolean;
            tasks: components["schemas"]["TaskView"][];
        };
        /** @description Confirms the deletion of an account. */
        DeleteAccount: {
            /**
             * Format: password
             * @description May be omitted within five minutes after signing in with a passkey.
             */
            password?: string | null;
        };
        /**
         * Format: uuid
         * @description The id of a device that receives pushes.
         */
        DeviceId: string;
        /**
         * @description How a device is reached.
         * @enum {string}
         */
        DeviceKind: "web_push" | "fcm";
        /** @description A device. Its address is never returned. */
        DeviceView: {
            /** Format: date-time */
            created_at: string;
            /** @description Whether the current session registered it. */
            current: boolean;
            id: components["schemas"]["DeviceId"];
            kind: components["schemas"]["DeviceKind"];
            /**
             * Format: date-time
             * @description When a push was last accepted; updated at most once a day.
             */
            last_push_at: string | null;
            /** @description For example "Firefox on Linux". */
            name: string;
            /** @description For `fcm`: `android`, `ios` or `web`. */
            platform: string | null;
        };
        /**
         * @description The direction of a request.
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
            source: components["schemas"]["Source"];
            /** @description The tasks: three, unless the user changed them. */
            tasks: string[];
        };
        /**
         * Format: uuid
         * @description A plan that is not yet a habit.
         */
        DraftId: string;
        /**
         * @description Whether a draft is complete.
         * @enum {string}
         */
        DraftState: "making" | "ready";
        /** @description A draft as clients see it. The response to a repeated request is decoded into it as well. */
        DraftView: {
            /** @description Whether the AI was asked for this draft; the trace has the outcome. */
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
            /** @description 1-20 tasks of 3-200 characters; 2 are enough in scripts without an alphabet, such as Chinese. */
            tasks: string[];
        };
        /** @description New tasks for some days of a draft. */
        EditDraft: {
            /** @description The days to replace. */
            days: components["schemas"]["EditDay"][];
        };
        /** @description Changes to a habit; omitted fields stay as they are. */
        EditHabit: {
            /** @description One of clay, yolk, moss, sky, rose. */
            color?: string | null;
            /** @description Name of a lucide icon. */
            icon?: string | null;
            /** @description 1-200 characters. */
            name?: string | null;
            /** @description Up to five times `HH:MM` for every day. Give either this or `reminders`. */
            reminder_times?: string[] | null;
            /** @description Times with their weekdays, at most five on any day. */
            reminders?: components["schemas"]["Reminder"][] | null;
            /** @description ISO weekday numbers, Monday = 1. The rest of the plan is rescheduled from tomorrow. */
            weekdays?: number[] | null;
        };
        /** @description Changes to a task; omitted fields stay as they are. A `null` note removes the note. */
        EditTask: {
            /** @description At most 500 characters, or null. */
            note?: string | null;
            /** @description 3-200 characters; 2 are enough in scripts without an alphabet, such as Chinese. */
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
            /** @description A description of the error, for people. */
            detail: string;
            /** @description The field's name as sent, with dots and indices for nested ones (`days[0].tasks`). */
            field: string;
        };
        /** @description The account whose password is forgotten. */
        ForgotPassword: {
            /** @description Email address or phone number. */
            identifier: string;
        };
        /**
         * @description How the number of freezes changed.
         * @enum {string}
         */
        FreezeChange: "given" | "bought" | "used";
        /** @description A change of the number of freezes. */
        FreezeView: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date
             * @description The local day of the change; for `used`, the day of the claim that used them.
             */
            day: string;
            /**
             * Format: int32
             * @description How many freezes were added or used.
             */
            freezes: number;
            /** Format: uuid */
            id: string;
            what: components["schemas"]["FreezeChange"];
        };
        /**
         * @description On which days of the week a habit is due.
         * @enum {string}
         */
        Frequency: "daily" | "weekdays";
        /** @description A friend. */
        FriendView: {
            /** Format: date-time */
            since: string;
            user: components["schemas"]["Person"];
        };
        /** @description The current week until today. */
        FriendWeekView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due; 0 if nothing is due.
             */
            completion_rate: number;
            /** Format: int32 */
            due: number;
        };
        /** @description A habit with its plan. */
        HabitDetail: components["schemas"]["HabitView"] & {
            /** @description The days of the plan, in order. */
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
             * @description Consecutive due days on which everything was done.
             */
            current_streak: number;
            /**
             * Format: int32
             * @description Tasks due in the last 30 days.
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
             * @description 0 to 1.
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
             * @description The challenge for which the habit was created.
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
            /** @description Why the user wants this habit, in their own words; may be empty. */
            motivation: string;
            name: string;
            /** @description `HH:MM` of each reminder, regardless of its weekdays. */
            reminder_times: string[];
            /** @description Times and weekdays at which the user is reminded of the habit. */
            reminders: components["schemas"]["Reminder"][];
            /** Format: date */
            start_date: string;
            /** @description `active`, `paused`, `finished` or `archived`. */
            state: string;
            /** Format: int32 */
            times_a_week: number | null;
            type: components["schemas"]["HabitType"];
            /** @description ISO weekday numbers, Monday = 1. */
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
        /** @description The days of the heatmap, oldest first. */
        HeatmapView: {
            days: components["schemas"]["HeatView"][];
        };
        /** @description The hour with the most completions. */
        HourView: {
            /**
             * Format: int32
             * @description Tasks completed in that hour.
             */
            completed: number;
            /**
             * Format: int32
             * @description 0 to 23, in the user's time zone.
             */
            hour: number;
        };
        /** @description A description of this server for everyone. */
        Instance: {
            /** @description The languages of the web app (BCP 47). */
            languages: string[];
            name: string;
            /** @description The author of plans by default: `ai` or `builtin`. */
            planner: string;
            /** @description Sign-in providers besides a password and passkeys. */
            providers: string[];
            /** @description The address at which to open the web app. At another one, sessions and passkeys don't work. */
            public_url: string;
            /** @description `open`: everyone may create an account. */
            sign_up: string;
            version: string;
        };
        /** @description An invitation. */
        InvitationView: {
            challenge: components["schemas"]["InvitedTo"];
            /** Format: date-time */
            created_at: string;
            from: components["schemas"]["Person"];
        };
        /** @description Users to invite. */
        Invite: {
            /** @description Friends, 1-50. */
            user_ids: string[];
        };
        /** @description The challenge of an invitation. */
        InvitedTo: {
            category: string;
            description: string;
            /** Format: int32 */
            duration_days: number;
            id: components["schemas"]["ChallengeId"];
            title: string;
        };
        /** @description The habits of a challenge that a user takes on. */
        JoinChallenge: {
            /** @description At least one of the challenge's habits. */
            habit_ids: string[];
        };
        /** @description The subscription's keys in base64url. */
        KeysInput: {
            /** @description The authentication secret: 16 bytes. */
            auth: string;
            /** @description The public key: 65 bytes. */
            p256dh: string;
        };
        /** @description The channels that alerts of one kind go out on, in addition to the feed. */
        KindView: {
            kind: components["schemas"]["AlertKind"];
            mail: boolean;
            push: boolean;
        };
        /** @description The owner of a link. */
        LinkOwnerView: {
            user: components["schemas"]["Person"];
        };
        /** @description A link to share. */
        LinkView: {
            /** Format: date-time */
            expires_at: string;
            /** @description Opens a page on which the visitor can send this user a friend request. */
            url: string;
        };
        /** @description Sign-in by password. */
        Login: {
            /** @description Email address or phone number. */
            identifier: string;
            /** Format: password */
            password: string;
        };
        /** @description How far the feed was read. */
        MarkRead: {
            /** @description The id of the newest alert that was read, or an instant: everything up to it was read. */
            up_to: components["schemas"]["ReadUpTo"];
        };
        /** @description A day that was claimed or covered by a freeze. */
        MarkedDayView: {
            /** Format: date */
            date: string;
            mark: components["schemas"]["DayMark"];
        };
        /** @description A member of a challenge. */
        MemberView: {
            /** Format: int32 */
            completed: number;
            /**
             * Format: double
             * @description 100 x completed / due, 0 if nothing was due yet.
             */
            completion_rate: number;
            /** Format: int32 */
            due: number;
            /** Format: date */
            starts_on: string;
            user: components["schemas"]["Person"];
        };
        /** @description One message to a model. */
        Message: {
            content: string;
            /** @description `system` or `user`. */
            role: string;
        };
        /**
         * Format: uuid
         * @description The id of a message.
         */
        MessageId: string;
        /**
         * @description Why a text can't be decrypted.
         * @enum {string}
         */
        MessageUnreadable: "lost-key" | "damaged";
        /** @description A page of messages and their senders. */
        MessagesPage: {
            /** @description The messages, oldest first. */
            items: components["schemas"]["ChatMessage"][];
            /** @description The cursor of the next page; `null` on the last page. */
            next_cursor: string | null;
            /** @description The senders of the messages. */
            people: components["schemas"]["Person"][];
        };
        /** @description A new calendar link. */
        NewCalendarLink: {
            id: components["schemas"]["CalendarLinkId"];
            /**
             * @description The URL of the feed. Anyone who has it can read the feed. It is returned only once.
             * @example http://localhost:8080/api/v1/calendar/6Xk0..4Q.ics
             */
            url: string;
        };
        /** @description A habit of a challenge to create. */
        NewChallengeHabit: {
            /** @description At most 1000 characters. */
            description?: string | null;
            frequency?: components["schemas"]["Frequency"] | null;
            /**
             * @description The tasks of each day, of 3-200 characters (2 in scripts without an alphabet, such as Chinese); the title
             *     by default.
             */
            tasks?: string[] | null;
            /** @description 1-100 characters. */
            title: string;
            type?: components["schemas"]["HabitType"] | null;
        };
        /** @description A contact to add or to replace the current one of its kind. Exactly one field must be set. */
        NewContact: {
            /** Format: email */
            email?: string | null;
            /** @description In any common notation; an extension is ignored. */
            phone_number?: string | null;
        };
        /**
         * Format: uuid
         * @description The id of an alert in the feed.
         */
        NotificationId: string;
        /** @description The friend to open a conversation with. */
        OpenConversation: {
            /**
             * Format: uuid
             * @description A friend's id.
             */
            user_id: string;
        };
        /**
         * @description The order of a board.
         * @enum {string}
         */
        Order: "rate" | "fair";
        /** @description One page of a list. */
        Page_AccountEvent: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** @description Browser and operating system, such as "Firefox on Linux". */
                device: string;
                /** Format: uuid */
                id: string;
                /**
                 * @description One of `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (several
                 *     wrong passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
                 *     `picture-changed`, `passkey-added`, `passkey-removed`.
                 */
                kind: string;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_AchievementView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                claimed_at: string | null;
                /** @description Description of the condition. */
                description: string;
                /** @description Name of a lucide icon. */
                icon: string;
                /**
                 * @description Id in the catalogue.
                 * @example first-tick
                 */
                id: string;
                progress: components["schemas"]["ProgressView"];
                title: string;
                /** Format: date-time */
                unlocked_at: string | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
            /** @description The cursor of the next page; `null` on the last one. */
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
                 * @description When the feed was last requested; updated at most once a day.
                 */
                last_read_at: string | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
                /** @description Whether the user created it. */
                founded: boolean;
                habits: components["schemas"]["ChallengeHabitView"][];
                id: components["schemas"]["ChallengeId"];
                /** @description Whether the user is a member. */
                joined: boolean;
                /**
                 * Format: int32
                 * @description The number of members.
                 */
                members: number;
                progress: components["schemas"]["ChallengeProgressView"] | null;
                title: string;
                /** @description The link to share; `null` for a built-in challenge. */
                url: string | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_Conversation: {
            /** @description The items, in the list's order. */
            items: {
                /** @description Whether the user can send messages. */
                can_write: boolean;
                id: components["schemas"]["ConversationId"];
                kind: components["schemas"]["ConversationKind"];
                /**
                 * Format: date-time
                 * @description When the newest message was sent, or when the conversation was created.
                 */
                last_at: string;
                last_message: components["schemas"]["ChatMessage"] | null;
                /**
                 * Format: int64
                 * @description The sequence of the newest message; 0 if there is none.
                 */
                last_sequence: number;
                /**
                 * Format: int64
                 * @description The sequence of the last message the friend has read; `null` in a chat room and if they are no
                 *     longer friends.
                 */
                other_read_sequence: number | null;
                /**
                 * Format: int64
                 * @description The sequence of the last message this member has read.
                 */
                read_sequence: number;
                /** @description The friend's name or the challenge's title. */
                title: string;
                /**
                 * Format: int32
                 * @description Unread messages of others that this member sees; at most 200 in a chat room.
                 */
                unread: number;
                with: components["schemas"]["PartnerView"] | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_DeviceView: {
            /** @description The items, in the list's order. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** @description Whether the current session registered it. */
                current: boolean;
                id: components["schemas"]["DeviceId"];
                kind: components["schemas"]["DeviceKind"];
                /**
                 * Format: date-time
                 * @description When a push was last accepted; updated at most once a day.
                 */
                last_push_at: string | null;
                /** @description For example "Firefox on Linux". */
                name: string;
                /** @description For `fcm`: `android`, `ios` or `web`. */
                platform: string | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
            /** @description The cursor of the next page; `null` on the last one. */
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
                 * @description The local day of the change; for `used`, the day of the claim that used them.
                 */
                day: string;
                /**
                 * Format: int32
                 * @description How many freezes were added or used.
                 */
                freezes: number;
                /** Format: uuid */
                id: string;
                what: components["schemas"]["FreezeChange"];
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_HabitView: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The challenge for which the habit was created.
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
                /** @description Why the user wants this habit, in their own words; may be empty. */
                motivation: string;
                name: string;
                /** @description `HH:MM` of each reminder, regardless of its weekdays. */
                reminder_times: string[];
                /** @description Times and weekdays at which the user is reminded of the habit. */
                reminders: components["schemas"]["Reminder"][];
                /** Format: date */
                start_date: string;
                /** @description `active`, `paused`, `finished` or `archived`. */
                state: string;
                /** Format: int32 */
                times_a_week: number | null;
                type: components["schemas"]["HabitType"];
                /** @description ISO weekday numbers, Monday = 1. */
                weekdays: number[];
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
            /** @description The cursor of the next page; `null` on the last one. */
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
                 * @description 100 x completed / due, 0 if nothing was due yet.
                 */
                completion_rate: number;
                /** Format: int32 */
                due: number;
                /** Format: date */
                starts_on: string;
                user: components["schemas"]["Person"];
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_NotificationView: {
            /** @description The items, in the list's order. */
            items: {
                /** @description A sentence in English; may be empty. */
                body: string;
                /** Format: date-time */
                created_at: string;
                /** @description Data for the client's own template. The fields depend on the kind. */
                data: {
                    [key: string]: unknown;
                };
                id: components["schemas"]["NotificationId"];
                kind: components["schemas"]["AlertKind"];
                /**
                 * @description A path of the web app.
                 * @example /rewards
                 */
                link: string;
                /** Format: date-time */
                read_at: string | null;
                /** @description A few words in English. */
                title: string;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_PasskeyView: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: date-time
                 * @description When the passkey was added.
                 */
                created_at: string;
                /** @description The authenticator's id of the key, base64url, by which a device recognises its own. */
                credential_id: string;
                /** Format: uuid */
                id: string;
                /**
                 * Format: date-time
                 * @description When it was last used to sign in, if ever.
                 */
                last_used_at: string | null;
                /** @description The name its owner gives it. */
                name: string;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
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
                /** @description The identifier that the user typed, if any. */
                identifier: string | null;
                user: components["schemas"]["Person"] | null;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description One page of a list. */
        Page_Session: {
            /** @description The items, in the list's order. */
            items: {
                /**
                 * Format: date-time
                 * @description When the session was opened.
                 */
                created_at: string;
                /** @description Whether it is the session of this request. */
                current: boolean;
                /** @description Browser and operating system, such as "Firefox on Linux". */
                device: string;
                /** Format: uuid */
                id: string;
                /**
                 * Format: date-time
                 * @description When the session was last used, to the hour.
                 */
                last_used_at: string;
            }[];
            /** @description The cursor of the next page; `null` on the last one. */
            next_cursor: string | null;
        };
        /** @description The friend in a conversation. */
        PartnerView: components["schemas"]["Person"] & {
            /** @description Whether they are online and show it. */
            online: boolean;
        };
        /** @description Sign-in with a passkey, which also identifies the account. */
        PasskeyLogin: {
            /** @description `AuthenticationResponseJSON`. */
            credential: components["schemas"]["BrowserAnswer"];
        };
        /** @description A passkey of the user. */
        PasskeyView: {
            /**
             * Format: date-time
             * @description When the passkey was added.
             */
            created_at: string;
            /** @description The authenticator's id of the key, base64url, by which a device recognises its own. */
            credential_id: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When it was last used to sign in, if ever.
             */
            last_used_at: string | null;
            /** @description The name its owner gives it. */
            name: string;
        };
        /**
         * @description The days that a board covers, up to each user's own local day.
         * @enum {string}
         */
        Period: "weekly" | "monthly" | "all_time";
        /** @description A person as other people see them, without contact details. */
        Person: {
            /** @description URL of their picture, if they have one. */
            avatar_url: string | null;
            /** @description The name they chose for others to see. */
            display_name: string;
            /** @description The account's id. */
            id: components["schemas"]["UserId"];
        };
        /**
         * Format: binary
         * @description The bytes of a picture.
         */
        PictureBytes: string;
        /** @description A reminder in the next days, for devices that may be offline then. */
        PlannedReminder: {
            /**
             * Format: date-time
             * @description When to show it.
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
            /** @description A path of the web app. */
            link: string;
            /**
             * Format: date-time
             * @description Identifies the occurrence; its push has the same value.
             */
            occurs_at: string;
            /** @description The tag of its notification. */
            tag: string;
            title: string;
        };
        /** @description A user's planner settings. */
        PlannerSettings: {
            /** @description Use only the built-in planner and send nothing to an AI. */
            builtin_only: boolean;
        };
        /**
         * @description The system an app runs on.
         * @enum {string}
         */
        Platform: "android" | "ios" | "web";
        /** @description The channels of each kind of alert, and quiet hours. */
        PreferencesView: {
            /** @description One entry per kind of alert. */
            kinds: components["schemas"]["KindView"][];
            quiet_hours: components["schemas"]["QuietView"] | null;
        };
        /** @description The document as sent. */
        Problem: {
            /** @description Stable code of the problem. */
            code: string;
            /** @description A description of this occurrence, for people. */
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
            /** @description URL path of the picture. */
            avatar_url: string | null;
            /**
             * Format: date-time
             * @description When the account was created.
             */
            created_at: string;
            /** Format: date */
            date_of_birth: string | null;
            /** @description When the user's day starts, `HH:MM`. */
            day_start: string;
            /** @description The name others see. */
            display_name: string;
            email: string | null;
            full_name: string;
            /** @description In the user's own words. */
            gender: string | null;
            /** Format: uuid */
            id: string;
            /** @description Whether people who are not friends see this user on leaderboards. */
            leaderboard_visible: boolean;
            /** @description Language tag. */
            locale: string;
            /** @description In E.164 form. */
            phone_number: string | null;
            /** @description IANA name. */
            time_zone: string;
        };
        /** @description Progress towards an achievement. */
        ProgressView: {
            /**
             * Format: int64
             * @description The count so far, at most the target.
             */
            current: number;
            /** Format: int64 */
            target: number;
        };
        /** @description The rewards shown on Today. */
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
             * @description Consecutive days with a daily claim; 0 if the streak is broken.
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
            /** @description The choices, for a choice question. */
            choices?: string[];
            /** @description Stable within its set of questions. */
            id: string;
            /** @description The kind of the answer. */
            kind: components["schemas"]["QuestionKind"];
            /** @description The text of the question. */
            text: string;
        };
        QuestionsView: {
            questions: components["schemas"]["QuestionView"][];
            source: components["schemas"]["Source"];
        };
        /** @description Local times; the hours span midnight if `from` is later than `until`. */
        QuietView: {
            /** @example 22:00 */
            from: string;
            /** @example 07:00 */
            until: string;
        };
        /** @description How far a member has read. */
        ReadOn: {
            /**
             * Format: int32
             * @description The sequence of the last message that was read.
             */
            sequence: number;
        };
        /** @description The type of `up_to` in the OpenAPI description. */
        ReadUpTo: string;
        /** @description A sign-up with exactly one of `email` and `phone_number`. */
        Register: {
            /** Format: email */
            email?: string | null;
            full_name: string;
            /** @description Language tag (BCP 47); `en` by default. */
            locale?: string | null;
            /**
             * Format: password
             * @description Must not be a common password.
             */
            password: string;
            /** @description In any common notation; an extension is ignored. */
            phone_number?: string | null;
            /** @description IANA name; UTC if it is missing or unknown. */
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
         * @description The kind of a remark.
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
             * @description Days, tasks, percentage points or a rate, depending on the code.
             */
            value: number;
            /**
             * Format: int32
             * @description ISO number, Monday = 1.
             */
            weekday: number | null;
        };
        /** @description A time of day and the weekdays on which the user is reminded. */
        Reminder: {
            /**
             * @description `HH:MM` on the user's clock.
             * @example 07:30
             */
            time: string;
            /** @description ISO weekday numbers, Monday = 1; all by default. */
            weekdays?: number[];
        };
        /** @description Whether reminders reach the user. */
        ReminderHealth: {
            /**
             * Format: int32
             * @description Reminders never sent because the server was down for more than half an hour.
             */
            dropped: number;
            /**
             * Format: date-time
             * @description When a device last reported that it showed reminders.
             */
            last_shown_at: string | null;
            /** @description Whether reminders are also sent by email. */
            mail: boolean;
            /** @description No device has shown the last three reminders, and they are not sent by email. */
            trouble: boolean;
            /**
             * Format: int32
             * @description Reminders sent since a device last reported that it showed some.
             */
            unseen: number;
        };
        /** @description The reminders of the next days. */
        ReminderSchedule: {
            /**
             * Format: int32
             * @description The number of days covered.
             * @example 14
             */
            days: number;
            /** @description In order, without reminders whose tasks are completed, skipped or paused. */
            items: components["schemas"]["PlannedReminder"][];
        };
        /** @description Times of the reminders about the whole day. */
        ReminderSettings: {
            /**
             * @description When a user whose streak is about to end is warned; `null`: never. The default is 20:00.
             * @example 20:00
             */
            evening_at: string | null;
            /**
             * @description When the morning summary is sent; `null`: never.
             * @example 08:00
             */
            morning_at: string | null;
        };
        /** @description A report about a person, or about a message and so about its author. */
        Report: {
            /**
             * Format: uuid
             * @description The message, if the report is about one.
             */
            message_id?: string | null;
            /** @description A description of the problem, 1-1000 characters. */
            reason: string;
            /**
             * Format: uuid
             * @description The person, if the report is not about a message.
             */
            user_id?: string | null;
        };
        /**
         * Format: uuid
         * @description A report.
         */
        ReportId: string;
        /** @description A report that was saved. */
        ReportView: {
            /** Format: date-time */
            created_at: string;
            id: components["schemas"]["ReportId"];
        };
        /**
         * Format: uuid
         * @description A friend request.
         */
        RequestId: string;
        /** @description A request waiting for a response. */
        RequestView: {
            /** Format: date-time */
            created_at: string;
            direction: components["schemas"]["Direction"];
            id: components["schemas"]["RequestId"];
            /** @description The identifier that the user typed, if any. */
            identifier: string | null;
            user: components["schemas"]["Person"] | null;
        };
        /** @description The address or number to send another code to. */
        ResendOtp: {
            /** Format: email */
            email?: string | null;
            /**
             * Format: uuid
             * @description The `flow` that the sign-up returned.
             */
            flow?: string | null;
            /** @description In any common notation; an extension is ignored. */
            phone_number?: string | null;
        };
        /** @description The code that was sent, and the new password. */
        ResetPassword: {
            /** @description Email address or phone number. */
            identifier: string;
            /**
             * Format: password
             * @description Must not be a common password.
             */
            new_password: string;
            /** @description Six digits of any script. Blanks and dashes don't count. */
            otp: string;
        };
        /** @description The weekly review. */
        ReviewView: {
            /** @description The week before the reviewed one. */
            before: components["schemas"]["WeekView"];
            /** @description Remarks on possible changes, three at most. */
            change: components["schemas"]["RemarkView"][];
            /** @description The last full week, or the current week if nothing was due in that. */
            week: components["schemas"]["WeekView"];
            /** @description Remarks on successes, three at most. */
            well: components["schemas"]["RemarkView"][];
        };
        /** @description A user's coins, gems, streak and daily claim. */
        RewardsView: {
            can_claim: boolean;
            /** Format: int64 */
            coins: number;
            /** @description Rewards of the seven cycle days, in gems. */
            cycle: string[];
            /**
             * Format: int32
             * @description Consecutive days with a claim; 0 if the streak is broken.
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
            /** @description Reward of the next claim, in gems. */
            next_reward: string;
            /**
             * Format: int32
             * @description Cycle day (1-7) of today's claim, whether it is made or not.
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
             * @description The task's position on that day, from 1.
             */
            position: number;
        };
        RewordingView: {
            source: components["schemas"]["Source"];
            /** @description Another task for that position. The draft is not changed. */
            task: string;
        };
        /** @description A message to send. */
        Send: {
            /** @description An id chosen by the client. Sending the same id again returns the stored message. */
            client_id: string;
            /** @description Plain text. */
            text: string;
        };
        /** @description The recipient of a friend request: exactly one of the three fields. */
        SendRequest: {
            /** @description An email address or phone number. The response is the same if no account has it. */
            identifier?: string | null;
            /** @description A person's link: the whole URL or its last part. */
            link?: string | null;
            /**
             * Format: uuid
             * @description A person seen on a leaderboard or in a challenge.
             */
            user_id?: string | null;
        };
        SendTest: {
            channel: components["schemas"]["ChannelName"];
        };
        /** @description An open session of the user. */
        Session: {
            /**
             * Format: date-time
             * @description When the session was opened.
             */
            created_at: string;
            /** @description Whether it is the session of this request. */
            current: boolean;
            /** @description Browser and operating system, such as "Firefox on Linux". */
            device: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When the session was last used, to the hour.
             */
            last_used_at: string;
        };
        /** @description A session was opened. */
        SessionOpened: {
            /**
             * Format: date-time
             * @description When the session ends unless it is used.
             */
            expires_at: string;
            /** @description For `Authorization: Bearer`; null if the session was set as a cookie. */
            token: string | null;
            /** @description The signed-in user. */
            user: components["schemas"]["Profile"];
        };
        /** @description Replaces all preferences. */
        SetPreferences: {
            /** @description Kinds that are left out get their defaults. */
            kinds?: components["schemas"]["KindView"][];
            quiet_hours?: components["schemas"]["QuietView"] | null;
        };
        /** @description A user's planner settings and token usage. */
        SettingsView: {
            ai?: components["schemas"]["AiView"] | null;
            /** @description Nothing about this user is sent to an AI. */
            builtin_only: boolean;
            /**
             * Format: date-time
             * @description The instant at which the next day begins.
             */
            resets_at: string;
            /**
             * Format: int64
             * @description Maximum tokens per day; `null` without a limit.
             */
            tokens_limit?: number | null;
            /**
             * Format: int64
             * @description Tokens used today (UTC).
             */
            tokens_used: number;
        };
        /** @description Reminders that a device has shown. */
        ShownReminders: {
            /** @description The tags of the notifications. */
            tags: string[];
        };
        /** @description A day of a habit to skip. */
        SkipDay: {
            /**
             * Format: date
             * @description Today or a later day of the plan.
             */
            date: string;
            /** @description Why the day is skipped. */
            reason?: string | null;
        };
        Snooze: {
            /**
             * Format: int32
             * @description Minutes until the alert is pushed again.
             * @example 60
             */
            minutes: number;
        };
        /**
         * @description The source of a plan or of one of its days.
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
             * @description Consecutive due days on which everything was done.
             */
            current_streak: number;
            days: components["schemas"]["StrengthDay"][];
            /**
             * Format: int32
             * @description On how many days of a week something is expected.
             */
            days_a_week: number;
            /** Format: int32 */
            longest_streak: number;
        };
        /** @description A browser's `PushSubscription` as its `toJSON` method returns it. Other fields are ignored. */
        SubscriptionInput: {
            /** @example https://updates.push.services.mozilla.com/wpush/v2/gAAAA */
            endpoint: string;
            keys: components["schemas"]["KeysInput"];
        };
        /** @description Tasks due and done, and the completion rate. */
        SumView: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            due: number;
            /**
             * Format: double
             * @description 100 x completed / due; 0 if nothing was due.
             */
            rate: number;
        };
        /** @description The report of all habits with the weekly review. */
        SummaryView: {
            best_hour: components["schemas"]["HourView"] | null;
            best_weekday: components["schemas"]["WeekdayView"] | null;
            /**
             * Format: date
             * @description The user's current local day.
             */
            date: string;
            /** @description Habits that have not ended or ended within the last 30 days. */
            habits: components["schemas"]["HabitLineView"][];
            review: components["schemas"]["ReviewView"];
            today: components["schemas"]["SumView"];
            /** @description This week up to today. */
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
             * @description Position within the day, counted from 1.
             */
            position: number;
            title: string;
        };
        /** @description A completed or undone task and its consequences. */
        TickView: {
            balance: components["schemas"]["Balance"];
            /**
             * Format: int64
             * @description Coins paid; negative if coins were taken back.
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
             * @description Plan day, counted from 1.
             */
            day: number;
            /** Format: int32 */
            duration_days: number;
            icon: string;
            id: components["schemas"]["HabitId"];
            name: string;
            /** @description `HH:MM` of the reminders for this weekday. */
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
             * @description Tasks that count on this day, done or not.
             */
            due: number;
            habits: components["schemas"]["TodayHabit"][];
            rewards: components["schemas"]["Purse"];
        };
        /** @description The origin of a draft. */
        TraceView: {
            /** @description The days written by the built-in planner. */
            builtin_days: number[];
            /** @description All AI calls for this draft, oldest first; empty if nothing was sent. */
            calls: components["schemas"]["CallRecord"][];
            draft_id: components["schemas"]["DraftId"];
            habit: string;
            source: components["schemas"]["Source"];
        };
        /** @description The progress of one habit. */
        TrackedView: {
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            completed_today: number;
            /** Format: int32 */
            due: number;
            /** Format: int32 */
            due_today: number;
            /** @description The user's own habit. */
            habit_id: components["schemas"]["HabitId"];
            /**
             * Format: uuid
             * @description The challenge's habit.
             */
            id: string;
        };
        /** @description An achievement that a completion unlocked. */
        Unlocked: {
            /** @description Description of the condition, in English. */
            description: string;
            /** @description Id in the catalogue of achievements. */
            id: string;
            /** @description Title in English. */
            title: string;
        };
        /**
         * Format: uuid
         * @description An account.
         */
        UserId: string;
        /** @description The server's VAPID key. */
        VapidKeyView: {
            /** @description An uncompressed P-256 point in base64url. */
            public_key: string;
        };
        /** @description The new contact and the code that was sent to it. */
        VerifyContact: {
            /** Format: email */
            email?: string | null;
            /** @description Six digits of any script. Blanks and dashes don't count. */
            otp: string;
            /** @description In any common notation; an extension is ignored. */
            phone_number?: string | null;
        };
        /** @description The code that was sent to the address or number. */
        VerifyOtp: {
            /** Format: email */
            email?: string | null;
            /**
             * Format: uuid
             * @description The `flow` that the sign-up returned.
             */
            flow?: string | null;
            /** @description Six digits of any script. Blanks and dashes don't count. */
            otp: string;
            /** @description In any common notation; an extension is ignored. */
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
             * @description Days on which everything due was done.
             */
            perfect_days: number;
            /** Format: double */
            rate: number;
            /**
             * Format: date
             * @description The Monday with which the week starts.
             */
            starts_on: string;
        };
        /** @description The weekday with the best completion rate. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id in the catalogue */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Claimed; an achievement pays 500 coins and 1.0 gem, once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimedView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The last part of `avatar_url` */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People the user blocks, ordered by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BlockView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The person to block */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Blocked. Neither can see the other. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A person the user blocks */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No longer blocked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's calendar links, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CalendarLinkView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description A link to an iCalendar feed with alarms */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCalendarLink"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link no longer works */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The last part of the link's URL */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The calendar has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description Only those that the user created or joined. */
                mine?: boolean;
                /** @description Words that must all occur in it. */
                q?: string;
                /** @description The maximum number of items. */
                limit?: number;
                /** @description `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Challenges that the user created or joined, then the built-in ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ChallengeView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Created; whoever has its link may join */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pending invitations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InvitationView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The challenge and the user's progress in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Invited, except those who were invited already */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Declined; nobody is notified */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The order of the entries. */
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
            /** @description The challenge's members, ordered by how much of its habits they completed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description Members who do not hide themselves, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MemberView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Left; its habits are archived and what was done remains */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The user's chat settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatSettings"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Saved */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's conversations, most recent first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The conversation with the friend, created if there was none */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A conversation; a chat room has its challenge's id */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description Maximum number of items. */
                limit?: number;
                /** @description `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The newest messages before this `sequence`. */
                before?: number;
                /** @description The oldest messages after this `sequence`. */
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
            /** @description Messages, oldest first; the newest ones without `before` and `after`. `next_cursor` continues in the same direction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesPage"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The stored message. The same `client_id` again returns the same message */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Read up to this sequence; it never moves back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's devices, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeviceView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The device receives pushes until its session ends */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device receives no more pushes */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Friends, ordered by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FriendView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A link to share. It is shown only once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All links of the user are revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The last part of the link */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The owner of the link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOwnerView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests waiting for a response, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RequestView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Sent. The response is the same if no account has the identifier. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request that the user sent */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request that the user received */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A request that the user received */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The declined request. Its sender is not notified. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The details of the friend that the user may see */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description No longer friends */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description Return only habits in this state. */
                state?: "active" | "paused" | "finished" | "archived";
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The new habit, its plan scheduled on the calendar */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The habit with its plan, day by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitDetail"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Deleted; the counts of past days are kept */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The changed habit */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Archived; nothing is due from tomorrow */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Resumed; the rest of the plan is rescheduled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HabitView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The strength of the habit, day by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrengthView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
    instance: {
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
                    "application/json": components["schemas"]["Instance"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The users it shows. */
                scope?: "everyone" | "friends";
                /** @description The order of the entries. */
                order?: "rate" | "fair";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The first hundred entries and the user's own */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Hidden from this user; deleted once all members have hidden it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Saved. The reported person is not notified. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The preferences, including defaults */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The new preferences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description This alert and all earlier ones are read */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The test alert is on its way */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The token from the email's List-Unsubscribe header */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirects to the notification settings */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The token from the email's List-Unsubscribe header */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No more emails of this kind */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alert is read; other devices close its notification */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The alert will be pushed again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description Good, bad or unknown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The AI calls for this draft */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The planner settings of this user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The key for `applicationServerKey` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VapidKeyView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The calendar as a file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The calendar has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description Whether reminders were shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderHealth"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The reminders of the next days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSchedule"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description The settings, including defaults */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettings"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The new settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettings"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Recorded */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description Show the last 7 days, 12 months or 5 years. */
                range?: "daily" | "monthly" | "yearly";
                /** @description Count only habits of this type. */
                type?: "good" | "bad";
                /** @description Count only this habit. */
                habit_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tasks due and done per bar, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletionsView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The first day; by default 364 days before the last. */
                from?: string;
                /** @description The last day; by default the user's current day. Future days are left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every day of the span */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeatmapView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description Habits, best times and the weekly review */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Claimed; possible once per local day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The new balance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The first day; by default the first of the month of `to`. */
                from?: string;
                /** @description The last day; by default the user's current day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Days that were claimed or covered by a freeze */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDaysView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
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
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rewards with one more freeze */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardsView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description The most items of a page. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All changes of the balance, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EntryView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
            /** @description Switches to the WebSocket protocol */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description The changed task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description Completed; repeating the request changes nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A retry with the same key and body within 24 hours gets the same response and changes nothing. */
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
            /** @description No longer completed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
                /** @description A past day to show instead of the user's current day. */
                date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is due on the user's local day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TodayView"];
                };
            };
            /** @description An error, with a `code` for programs and a `detail` for people. */
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
