use super::*;

fn day(number: Option<u32>, tasks: &[&str]) -> Block {
    Block { number, tasks: tasks.iter().map(|task| (*task).to_owned()).collect(), closed: true }
}

#[test]
fn numbers_are_believed_where_they_make_sense() {
    let of = |numbers: &[Option<u32>], wanted: &[u16]| {
        let blocks = numbers.iter().map(|number| day(*number, &["x"])).collect();
        numbered(blocks, wanted).into_iter().map(|(day, _)| day).collect::<Vec<_>>()
    };
    let some = |numbers: &[u32]| numbers.iter().map(|number| Some(*number)).collect::<Vec<_>>();
    assert_eq!(of(&some(&[1, 2, 3]), &[1, 2, 3]), [1, 2, 3]);
    assert_eq!(of(&some(&[1, 3]), &[1, 2, 3]), [1, 3], "a hole stays a hole");
    assert_eq!(of(&some(&[0, 1, 2]), &[1, 2, 3]), [1, 2, 3], "counted from 0");
    assert_eq!(of(&some(&[1, 1, 1]), &[1, 2, 3]), [1, 2, 3], "the same number each time");
    assert_eq!(of(&some(&[1, 2, 2]), &[1, 2, 3]), [1, 2, 3], "one number twice");
    assert_eq!(of(&some(&[1, 2, 3]), &[8, 9, 10]), [8, 9, 10], "begun again");
    assert_eq!(of(&[None, None], &[4, 9]), [4, 9], "not counted at all");
    assert_eq!(of(&some(&[3, 1, 2]), &[1, 2, 3]), [3, 1, 2], "out of order");
    assert_eq!(of(&some(&[1, 2, 3, 4]), &[1, 2]), [1, 2], "too many");
}

#[test]
fn days_show_while_they_are_written() {
    let text = r#"{"days": [{"day": 1, "tasks": ["Walk to the door", "Walk out", "Write it down"]}, {"day": 2, "tasks": ["Walk t"#;
    let found = blocks(text);
    assert_eq!((found[0].closed, found[0].number, found[0].tasks.len()), (true, Some(1), 3));
    assert!(!found[1].closed, "{found:?}");
    let found = blocks("Day 1:\n1. Walk\n2. Rest\n3. Write\nDay 2:\n1. Wa");
    assert_eq!((found[0].closed, found[1].closed), (true, false));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, cases: 256, ..Default::default() })]
    #[test]
    fn nothing_makes_it_panic(text in "[\\[\\]{}\",:'\\\\a-d0-9\n|*#.Day §ද]{0,400}") {
        for block in blocks(&text) {
            for task in &block.tasks {
                let _ = clean(task);
            }
        }
        let _ = (classification(&text), questions(&text), sentence(&text));
    }
}
