"""Columns that several tables share, and the words for kinds of units."""

from __future__ import annotations

from generator.schema.definition import Column, Type

KIND_WORDS = {
    "county_hospital": ("县级医院", "county hospital"),
    "mch_hospital": ("妇幼保健机构", "maternal and child health hospital"),
    "specialist_hospital": ("专科医院", "specialist hospital"),
    "other_hospital": ("其他医院", "other hospital"),
    "private_hospital": ("民营医院", "private hospital"),
    "partner_hospital": ("协作医院", "partner hospital"),
    "central_health_centre": ("中心卫生院", "central township health centre"),
    "health_centre": ("乡镇卫生院", "township health centre"),
    "community_centre": ("社区卫生服务中心", "community health centre"),
    "village_clinic": ("村卫生室", "village clinic"),
    "cdc": ("疾控中心", "centre for disease control"),
    "inspection": ("卫生监督所", "health inspection office"),
    "emergency": ("急救机构", "emergency service"),
    "blood_station": ("血站", "blood station"),
    "treatment_centre": ("救治中心", "treatment centre"),
    "guidance_centre": ("技术指导中心", "technical guidance centre"),
    "rehabilitation": ("康复机构", "rehabilitation institution"),
    "health_education": ("健康教育机构", "health education institution"),
    "township": ("乡镇（街道）", "township"),
    "bureau": ("卫生行政部门", "health bureau"),
    "bureau_section": ("局机关科室", "bureau section"),
    "department": ("县级部门", "county department"),
    "leading_group": ("领导小组", "leading group"),
    "leading_office": ("领导小组办公室", "leading group office"),
    "management_committee": ("管理委员会", "management committee"),
    "supervision_group": ("督导组", "supervision group"),
    "family_doctor_team": ("家庭医生团队", "family doctor team"),
    "hospital_department": ("医院科室", "hospital department"),
    "party": ("党组织", "Party organisation"),
    "mass_organisation": ("群团组织", "mass organisation"),
    "association": ("学会协会", "association"),
    "insurance_agency": ("医保经办机构", "medical insurance agency"),
    "university": ("高校", "university"),
    "enterprise": ("企业", "enterprise"),
    "superior_government": ("上级政府", "government of a higher level"),
    "superior_department": ("上级部门", "department of a higher level"),
    "provider": ("医疗服务机构", "health care provider"),
}
"""Kinds of units with their names in Chinese and English."""

ENTITY = ("counties.county_id", "units.unit_id")
"""An entity is a unit, a township (a unit of that kind) or a county."""


def column(name: str, type_: Type, title_zh: str, zh: str, en: str, **rules: object) -> Column:
    """Describe a column; without ``rules`` any text of its type may stand there."""
    return Column(name, type_, title_zh, zh, en, **rules)  # type: ignore[arg-type]


def decided_on(required: bool) -> Column:
    """Describe the day from which a row is in force."""
    return column(
        "decided_on",
        Type.DATE,
        "决定日期",
        "这一行从哪一天起为人所知；修改另起一行，旧行保留。"
        + ("" if required else "留空表示一直如此。"),
        "The day this row became known; a change is a new row and the old one stays."
        + ("" if required else " Empty means it always was so."),
        required=required,
    )


PUBLIC = column(
    "public",
    Type.YES_NO,
    "是否公开",
    "填“是”才会出现在公开网站上；留空为不公开。",
    "Only `yes` lets the row appear on the public site; empty is no.",
)

NOTE = column("note", Type.TEXT, "备注", "内部备注。", "A remark for internal use.", internal=True)

CODE_SYSTEM = ("gb2260", "gb32100", "other", "fictional")


def validity(table: str) -> tuple[Column, ...]:
    """Describe the days between which an entity exists, and who follows it."""
    return (
        column("valid_from", Type.DATE, "成立日期", "从哪一天起存在。", "First day it exists."),
        column("valid_to", Type.DATE, "终止日期", "存在的最后一天。", "Last day it exists."),
        column(
            "successor_id",
            Type.ID,
            "承接者",
            "撤并后由谁承接。",
            "Who takes over after a merger or closure.",
            refers_to=(table,),
        ),
    )
