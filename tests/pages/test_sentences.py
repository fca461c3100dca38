# ruff: noqa: E501 - sentences are asserted whole
"""Every rule has its sentence, with its own numbers, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.pages.sentences import REASONS, SENTENCES
from tests.evaluate.cases import read_cases
from tests.pages.sentence_site import sentences

SAID = [
    (
        "cumulative-at_least-reach-before-held-in_time",
        "截至2018年3月完成600座；已在期限（2018年6月30日）之内达到要求（不低于600座）。",
        "600 座 by the end of March 2018: the target (at least 600 座 by 30 June 2018) is met.",
    ),
    (
        "rule01-count_reached_only_in_july_is_late",
        "截至2018年7月完成610座；已达到要求（不低于600座），但晚于期限2018年6月30日。",
        "610 座 by the end of July 2018: the target (at least 600 座) is met, but after its deadline, 30 June 2018.",
    ),
    (
        "rule02-level_before_its_window",
        "2018年1月1日开始；到2017年12月31日尚未开始。",
        "It begins on 1 January 2018; on 31 December 2017 it had not begun.",
    ),
    (
        "rule03-ambiguous_increase_of_a_percentage",
        "计划的写法（比基数增加3%）有两种理解，正在征询；2018年3月：53%。",
        "The plan's words (3% above the baseline) can be read in two ways and are being asked about; March 2018: 53%.",
    ),
    (
        "rule03-external_unknown",
        "计划要求按上级规定执行，而上级规定的数值尚未给出；2018年3月：92%。",
        "The plan refers to a requirement of the level above that has not been given; March 2018: 92%.",
    ),
    (
        "rule03-no_baseline_increase",
        "要求比基数增加5个百分点，但计划没有给出基数；2018年3月：82%。",
        "5 points above the baseline is asked for, but the plan gives no baseline; March 2018: 82%.",
    ),
    (
        "rule03-no_prior_year_level",
        "要求高于上年同期，但没有上年同期数；2018年3月：82%。",
        "More than a year earlier is asked for, but there is no figure of a year earlier; March 2018: 82%.",
    ),
    (
        "rule03-more_than_95_does_not_decide_98",
        "2018年3月：>95%；这样的写法无法判断是否达到目标（不低于98%）。",
        "March 2018: >95%; this wording does not tell whether the target (at least 98%) is met.",
    ),
    (
        "rule03-zero_denominator",
        "2018年3月没有可计数的对象（分母为 0）；要求：不低于95%。",
        "In March 2018 there was nobody to count (the denominator is 0); asked for: at least 95%.",
    ),
    (
        "recurring-reach-reach-before-held-in_time",
        "至今应完成3次，均按时完成。",
        "3 times due so far, all done in time.",
    ),
    (
        "recurring-reach-reach-before-held-late",
        "至今应完成3次，均已完成，其中1次逾期。",
        "3 times due so far, all done, 1 of them late.",
    ),
    (
        "recurring-reach-reach-before-held-missing",
        "至今应完成3次，1次未完成，0次逾期完成。",
        "3 times due so far, 1 not done, 0 done late.",
    ),
    (
        "recurring-reach-reach-after-held-in_time",
        "截至2018年6月30日应完成6次，均按时完成。",
        "6 times due up to 30 June 2018, all done in time.",
    ),
    (
        "recurring-reach-reach-after-held-late",
        "截至2018年6月30日应完成6次，均已完成，其中1次逾期。",
        "6 times due up to 30 June 2018, all done, 1 of them late.",
    ),
    (
        "recurring-reach-reach-after-held-missing",
        "截至2018年6月30日应完成6次，1次未完成，0次逾期完成。",
        "6 times due up to 30 June 2018, 1 not done, 0 done late.",
    ),
    (
        "cumulative-at_most-reach-before-not_held-in_time",
        "截至2018年3月完成61座；截至2018年6月30日不得超过60座，已突破。",
        "61 座 by the end of March 2018; not more than 60 座 was allowed up to 30 June 2018: exceeded.",
    ),
    (
        "rule06-count_before_the_window_does_not_count",
        "第一期报告的期限是2018年4月5日；要求：不低于600座。",
        "The first report is due by 5 April 2018; asked for: at least 600 座.",
    ),
    (
        "rule06-the_day_after_the_first_due_day",
        "截至2018年2月6日应报1次，均无数据；要求：不低于95%。",
        "1 time due by 6 February 2018, none with a figure; asked for: at least 95%.",
    ),
    (
        "cumulative-at_most-reach-after-held-in_time",
        "截至2018年6月完成60座；截至2018年6月30日不得超过60座，没有突破。",
        "60 座 by the end of June 2018; not more than 60 座 was allowed up to 30 June 2018: kept.",
    ),
    (
        "level-at_least-keep-after-held-in_time",
        "截至2018年6月30日每期都达到目标（每期都不低于95%）；2018年6月：95%。",
        "Up to 30 June 2018 every period met the target (at least 95%, in every period); June 2018: 95%.",
    ),
    (
        "rule07-level_held_in_a_later_period_only",
        "2018年8月：96%；到期限2018年6月30日之后才达到要求（不低于95%）。",
        "August 2018: 96%: the target (at least 95%) is met, but only after its deadline, 30 June 2018.",
    ),
    (
        "cumulative-at_least-reach-after-not_held-in_time",
        "截至2018年6月完成570座；到期（2018年6月30日）时没有达到要求（不低于600座）。",
        "570 座 by the end of June 2018: at its deadline, 30 June 2018, the target (at least 600 座) was not met.",
    ),
    (
        "level-at_least-keep-after-not_held-in_time",
        "截至2018年6月30日有1期没有达到目标（每期都不低于95%）；2018年6月：94.9%。",
        "Up to 30 June 2018 the target (at least 95%, in every period) was not met in 1 period; June 2018: 94.9%.",
    ),
    (
        "level-yoy_down-reach-after-not_held-in_time",
        "2018年6月：80%；到期（2018年6月30日）时没有达到要求（低于上年同期）。",
        "June 2018: 80%: at its deadline, 30 June 2018, the target (less than a year earlier) was not met.",
    ),
    (
        "rule07-keep_one_missing",
        "截至2018年6月30日有1期没有数据；要求：每期都不低于95%；2018年6月：95%。",
        "Up to 30 June 2018 1 period had no figure; asked for: at least 95%, in every period; June 2018: 95%.",
    ),
    (
        "rule08-nothing_at_all_from_next_due_day",
        "最后一期报告（期限2018年7月5日）始终没有报来；要求：不低于95%；尚无数据。",
        "The last report, due by 5 July 2018, never came; asked for: at least 95%; no figure so far.",
    ),
    (
        "cumulative-at_least-reach-after-not_held-missing",
        "最后一期报告（期限2018年7月5日）缺报；要求：不低于600座；截至2018年5月完成480座。",
        "The last report, due by 5 July 2018, is missing; asked for: at least 600 座; 480 座 by the end of May 2018.",
    ),
    (
        "rule09-two_in_a_row_missing",
        "最近两期应报的报告均缺报；2018年3月：96%；要求：不低于95%。",
        "The last two reports that were due are missing; March 2018: 96%; asked for: at least 95%.",
    ),
    (
        "cumulative-at_most-reach-before-held-missing",
        "截至2018年2月完成20座，已用去截至2018年6月30日限额（60座）的33.3%；时间已过去33.3%。最近一期报告逾期未报。",
        "20 座 by the end of February 2018, 33.3% of the 60 座 allowed up to 30 June 2018; 33.3% of the time has run. The latest report is overdue.",
    ),
    (
        "cumulative-at_most-reach-before-held-in_time",
        "截至2018年3月完成36座，已用去截至2018年6月30日限额（60座）的60%，而时间只过去50%；尚未突破。",
        "36 座 by the end of March 2018, 60% of the 60 座 allowed up to 30 June 2018, but only 50% of the time has run; it is not exceeded.",
    ),
    (
        "cumulative-at_least-reach-before-not_held-in_time",
        "截至2018年3月完成300座，序时应完成300座，正好达到序时；余下3个月平均每月需完成100座。",
        "300 座 by the end of March 2018, 300 座 were expected by then, just on schedule; 3 months are left, 100 座 a month needed on average.",
    ),
    (
        "cumulative-at_least-reach-before-not_held-missing",
        "截至2018年2月完成180座，序时应完成200座，欠序时3.3个百分点；余下3个月平均每月需完成140座。最近一期报告逾期未报。",
        "180 座 by the end of February 2018, 200 座 were expected by then, 3.3 points behind schedule; 3 months are left, 140 座 a month needed on average. The latest report is overdue.",
    ),
    (
        "level-decrease_by-reach-before-not_held-in_time",
        "2018年3月：192/10万，序时应降到190/10万，欠序时10个百分点；余下3个月平均每月需再降4/10万。",
        "March 2018: 192 /10万, down to 190 /10万 was expected by then, 10 points behind schedule; 3 months are left, 4 /10万 less each month needed on average.",
    ),
    (
        "level-increase_by-reach-before-not_held-in_time",
        "2018年3月：75%，序时应达到75%，正好达到序时；余下3个月平均每月需提高5个百分点。",
        "March 2018: 75%, 75% was expected by then, just on schedule; 3 months are left, 5 points more each month needed on average.",
    ),
    (
        "cumulative-yoy_up-keep-before-not_held-in_time",
        "截至2018年3月完成300座，上年同期300座；要求：每期都高于上年同期。",
        "300 座 by the end of March 2018, 300 座 a year earlier; asked for: more than a year earlier, in every period.",
    ),
    (
        "cumulative-yoy_up-reach-before-not_held-in_time",
        "截至2018年3月完成300座，上年同期300座；要求：高于上年同期。",
        "300 座 by the end of March 2018, 300 座 a year earlier; asked for: more than a year earlier.",
    ),
    (
        "level-yoy_up-reach-before-held-in_time",
        "2018年3月：80.1%，上年同期80%；高于上年同期，符合要求。",
        "March 2018: 80.1%, 80% a year earlier: more than a year earlier, as asked for.",
    ),
    (
        "level-at_most-reach-before-not_held-in_time",
        "2018年3月：120.1/10万；要求2018年6月30日前不高于120/10万，尚未达到；还差0.1/10万。",
        "March 2018: 120.1 /10万: not yet what is asked for (at most 120 /10万 by 30 June 2018); 0.1 /10万 to go.",
    ),
    (
        "level-at_most-reach-before-held-in_time",
        "2018年3月：120/10万；目前达到要求（不高于120/10万）。",
        "March 2018: 120 /10万: it meets what is asked for (at most 120 /10万) at present.",
    ),
    (
        "level-at_least-keep-before-not_held-in_time",
        "2018年3月：94.9%；没有达到要求（每期都不低于95%）。",
        "March 2018: 94.9%: it does not meet what is asked for in every period (at least 95%, in every period).",
    ),
    (
        "share_met-at_least-reach-before-not_held-in_time",
        "5个单位中2个达标（40%）；要求2018年6月30日前不低于60%，尚未达到。",
        "2 of 5 meet theirs (40%): not yet what is asked for (at least 60% by 30 June 2018).",
    ),
    (
        "share_met-at_least-reach-before-not_held-missing",
        "5个单位中4个可判定，其中1个达标（25%）；要求2018年6月30日前不低于60%，尚未达到。",
        "Of 5, 4 can be judged, 1 meet theirs (25%): not yet what is asked for (at least 60% by 30 June 2018).",
    ),
    (
        "score-at_least-reach-before-not_held-in_time",
        "2018年3月：899分；要求2018年6月30日前不低于900分，尚未达到；还差1分。",
        "March 2018: 899 分: not yet what is asked for (at least 900 分 by 30 June 2018); 1 分 to go.",
    ),
    (
        "rule12-keep_earlier_failure_now_fine",
        "2018年3月：95%；已重新达到要求（每期都不低于95%），此前有1期没有达到。",
        "March 2018: 95%: it meets what is asked for (at least 95%, in every period) again, after 1 period in which it did not.",
    ),
    (
        "milestone-reach-reach-before-not_held-in_time",
        "2018年3月：竣工验收；要求：2018年6月30日前达到交付使用。",
        "March 2018: 竣工验收; asked for: to reach 交付使用 by 30 June 2018.",
    ),
]
CASES = {case["case_id"]: case for case in read_cases()}
NUMBER = re.compile(r"\d+")


@pytest.fixture(scope="module")
def spoken(once: Callable[[str, Callable[[Path], object]], Path]) -> dict[str, dict[str, str]]:
    """The sentences of all cases above, made once for all processes."""

    def make(folder: Path) -> None:
        said = sentences([CASES[name] for name, _, _ in SAID])
        (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")

    found: dict[str, dict[str, str]] = json.loads(
        (once("sentences", make) / "said.json").read_text(encoding="utf-8")
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "zh", "en"), SAID, ids=[name for name, _, _ in SAID])
def test_sentence(spoken, name, zh, en):
    """The whole sentence is what a unit head is told."""
    assert spoken[name] == {"zh": zh, "en": en}


@pytest.mark.parametrize(("name", "zh", "en"), SAID, ids=[name for name, _, _ in SAID])
def test_sentence_has_its_own_numbers(name, zh, en):
    """Both languages give the same numbers, and there are some."""
    numbers = [sorted(set(NUMBER.findall(text.replace("\u202f", "")))) for text in (zh, en)]

    assert numbers[0], name
    assert set(numbers[1]) <= set(numbers[0])


def test_every_rule_is_said():
    """Each of the thirteen rules and each reason has a whole sentence above."""
    rules = {CASES[name]["rule"] for name, _, _ in SAID}
    reasons = {CASES[name]["reason"] for name, _, _ in SAID} - {""}

    assert rules == {str(number) for number in range(1, 14)}
    assert reasons == {str(reason) for reason in REASONS}


@pytest.mark.parametrize("message", [*SENTENCES.values(), *REASONS.values()])
def test_message_takes_figures(message):
    """No sentence is without a place for the case's own words and figures."""
    assert "%(" in message
