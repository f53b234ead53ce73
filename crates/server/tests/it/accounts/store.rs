//! Behaviour of the store on both databases.

use habitro_server::features::accounts::rules::identifier::Identifier;
use habitro_server::features::accounts::store::{CodeAttempts, NewRegistration, NewSession, NewUser};
use habitro_server::features::accounts::{SessionId, UserId, clean_up};
use habitro_server::platform::db::{DbError, Key, Tx};
use habitro_testkit::{TestWorld, both_databases};
use jiff::SignedDuration;

const MARK: [u8; 32] = [1; 32];

fn anna() -> Identifier {
    Identifier::email("Anna@example.org").unwrap()
}

fn user(tx: &mut Tx<'_>, identifier: Identifier) -> NewUser {
    NewUser {
        id: UserId(tx.new_id()),
        full_name: "Anna".into(),
        display_name: "Anna".into(),
        identifier,
        password_hash: "hash".into(),
        time_zone: "UTC".into(),
        locale: "en".into(),
    }
}

async fn write<T: Send + 'static>(
    world: &TestWorld,
    work: impl Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
) -> T {
    world.db.write(Key::of("test"), work).await.unwrap()
}

async fn stage(world: &TestWorld) -> uuid::Uuid {
    write(world, |tx| {
        let (id, now) = (tx.new_id(), tx.now());
        tx.accounts().insert_registration(&NewRegistration {
            id,
            identifier_mac: MARK,
            identifier: anna(),
            full_name: "Anna".into(),
            password_hash: "hash".into(),
            time_zone: "UTC".into(),
            locale: "en".into(),
            code_mac: [9; 32],
            resend_at: now.checked_add(SignedDuration::from_secs(60)).unwrap(),
            expires_at: now.checked_add(SignedDuration::from_mins(15)).unwrap(),
        })?;
        Ok(id)
    })
    .await
}

both_databases! {
    async fn identifiers_are_unique_regardless_of_case(world) {
        let outcome = write(&world, |tx| {
            let (first, second) = (user(tx, anna()), user(tx, Identifier::email("ANNA@EXAMPLE.ORG").unwrap()));
            let phone = user(tx, Identifier::Phone("+94771234567".into()));
            let again = user(tx, Identifier::Phone("+94771234567".into()));
            let mut made = Vec::new();
            for new in [&first, &second, &phone, &again] {
                made.push(tx.accounts().insert_user(new)?);
            }
            let by_mail = tx.accounts().credentials_by_identifier(&anna())?.map(|known| known.user);
            let by_phone = tx.accounts().credentials_by_identifier(&phone.identifier)?.map(|known| known.user);
            let profile = tx.accounts().profile(phone.id)?.unwrap();
            Ok((made, by_mail == Some(first.id), by_phone == Some(phone.id), profile.phone_number, profile.email))
        }).await;
        assert_eq!(outcome, (vec![true, false, true, false], true, true, Some("+94771234567".into()), None));
    }

    async fn profile_reads_back_as_written(world) {
        write(&world, |tx| {
            let new = user(tx, anna());
            tx.accounts().insert_user(&new)?;
            let mut profile = tx.accounts().profile(new.id)?.unwrap();
            profile.date_of_birth = Some(jiff::civil::date(1990, 2, 28));
            profile.gender = Some("x".into());
            profile.day_start = 360;
            profile.leaderboard_visible = false;
            tx.accounts().update_profile(&profile)?;
            assert_eq!(tx.accounts().profile(new.id)?, Some(profile));
            Ok(())
        }).await;
    }

    async fn password_changes_only_from_the_checked_hash(world) {
        let outcome = write(&world, |tx| {
            let new = user(tx, anna());
            tx.accounts().insert_user(&new)?;
            let stale = tx.accounts().replace_password(new.id, "other", "new")?;
            let fresh = tx.accounts().replace_password(new.id, "hash", "new")?;
            let closed = tx.accounts().close_account(new.id, "hash")?;
            Ok((stale, fresh, closed, tx.accounts().close_account(new.id, "new")?))
        }).await;
        assert_eq!(outcome, (false, true, false, true));
    }

    async fn oldest_sign_ups_are_deleted_and_codes_invalidated(world) {
        let mut staged = Vec::new();
        for _ in 0..3 {
            staged.push(stage(&world).await);
            world.clock.advance_seconds(1);
        }
        staged.reverse();
        let seen = write(&world, |tx| Ok(tx.accounts().registrations(&MARK)?.into_iter().map(|r| r.id).collect::<Vec<_>>())).await;
        assert_eq!(seen, staged);
        let (kept, void) = write(&world, |tx| {
            tx.accounts().delete_all_but_newest(&MARK, 2)?;
            tx.accounts().invalidate_codes(&MARK)?;
            let left = tx.accounts().registrations(&MARK)?;
            Ok((left.iter().map(|r| r.id).collect::<Vec<_>>(), left.iter().all(|r| r.code_mac.is_none())))
        }).await;
        assert_eq!((kept.as_slice(), void), (&staged[..2], true));
        let renewed = staged[0];
        let macs = write(&world, move |tx| {
            let now = tx.now();
            tx.accounts().replace_code(renewed, &[8; 32], now, now)?;
            let macs = tx.accounts().registrations(&MARK)?.into_iter().map(|r| r.code_mac).collect::<Vec<_>>();
            tx.accounts().delete_registrations(&MARK)?;
            assert_eq!(tx.accounts().registrations(&MARK)?, []);
            Ok(macs)
        }).await;
        assert_eq!(macs, [Some(vec![8; 32]), None]);
    }

    async fn wrong_codes_count_until_they_expire(world) {
        let tries = write(&world, |tx| {
            let tries = CodeAttempts { wrong: 1, expires_at: tx.now().checked_add(SignedDuration::from_mins(15)).unwrap() };
            tx.accounts().set_code_attempts(&MARK, tries)?;
            tx.accounts().set_code_attempts(&MARK, CodeAttempts { wrong: 2, ..tries })?;
            tx.accounts().code_attempts(&MARK)
        }).await;
        assert_eq!(tries.map(|tries| tries.wrong), Some(2));
        world.clock.advance_minutes(15);
        assert_eq!(write(&world, |tx| tx.accounts().code_attempts(&MARK)).await, None);
    }

    async fn sends_are_returned_newest_first(world) {
        for _ in 0..3 {
            write(&world, |tx| tx.accounts().record_send(&MARK, &[2; 32])).await;
            world.clock.advance_minutes(1);
        }
        let (to, from, others) = write(&world, |tx| {
            Ok((tx.accounts().last_sends_to(&MARK, 2)?, tx.accounts().last_sends_from(&[2; 32], 9)?, tx.accounts().last_sends_to(&[3; 32], 9)?))
        }).await;
        assert!(to.len() == 2 && to[0] > to[1]);
        assert_eq!((from.len(), others.len()), (3, 0));
    }

    async fn sessions_end_singly_all_but_one_or_by_expiry(world) {
        let (mine, sessions) = write(&world, |tx| {
            let new = user(tx, anna());
            tx.accounts().insert_user(&new)?;
            let mut sessions = Vec::new();
            for n in 0..3_u8 {
                let id = SessionId(tx.new_id());
                let expires_at = tx.now().checked_add(SignedDuration::from_hours(1)).unwrap();
                tx.accounts().insert_session(&NewSession { id, user: new.id, token_hash: [n; 32], device: "x".into(), expires_at, passkey: None })?;
                sessions.push(id);
            }
            Ok((new.id, sessions))
        }).await;
        let stranger = UserId(uuid::Uuid::from_u128(1));
        let (first, second, third) = (sessions[0], sessions[1], sessions[2]);
        write(&world, move |tx| {
            assert!(!tx.accounts().end_session(stranger, first)?);
            assert!(tx.accounts().end_session(mine, first)?);
            assert!(!tx.accounts().end_session(mine, first)?);
            assert_eq!(tx.accounts().find_session(&[0; 32])?, None);
            assert_eq!(tx.accounts().find_session(&[1; 32])?.map(|s| (s.id, s.user)), Some((second, mine)));
            assert_eq!(tx.accounts().end_other_sessions(mine, Some(third))?, [second]);
            assert_eq!(tx.accounts().sessions(mine, None, 9)?.iter().map(|s| s.id).collect::<Vec<_>>(), [third]);
            assert_eq!(tx.accounts().sessions(mine, Some(third.0), 9)?, []);
            Ok(())
        }).await;
        world.clock.advance_hours(1);
        write(&world, move |tx| {
            assert_eq!(tx.accounts().find_session(&[2; 32])?, None);
            assert!(!tx.accounts().end_session(mine, third)?);
            Ok(())
        }).await;
        assert_eq!(clean_up(&world.db).await, Ok(1));
    }

    async fn clean_up_removes_only_expired_rows(world) {
        stage(&world).await;
        write(&world, |tx| {
            let expires_at = tx.now().checked_add(SignedDuration::from_mins(15)).unwrap();
            tx.accounts().set_code_attempts(&MARK, CodeAttempts { wrong: 1, expires_at })?;
            tx.accounts().record_send(&MARK, &MARK)
        }).await;
        assert_eq!(clean_up(&world.db).await, Ok(0));
        world.clock.advance_minutes(16);
        assert_eq!(clean_up(&world.db).await, Ok(1), "the wrong codes");
        world.clock.advance_hours(1);
        assert_eq!(clean_up(&world.db).await, Ok(1), "the sign-up");
        world.clock.advance_hours(24);
        assert_eq!(clean_up(&world.db).await, Ok(1), "the send");
    }
}
