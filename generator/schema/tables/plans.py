"""Plans, their stages, and the actions towards their targets."""

from __future__ import annotations

from generator.schema.definition import Table, Type
from generator.schema.tables.columns import ENTITY, PUBLIC, column, decided_on

PLANS = Table(
    "plans",
    "计划",
    "一行一份计划文件。",
    "One row a plan document.",
    ("plan_id",),
    "decided_on",
    (
        column(
            "plan_id",
            Type.ID,
            "计划编号",
            "计划的编号，用作网页地址。",
            "Id of the plan, used in page addresses.",
            required=True,
        ),
        column(
            "county_id",
            Type.ID,
            "县编号",
            "属于哪个县。",
            "County whose plan it is.",
            required=True,
            refers_to=("counties.county_id",),
        ),
        column(
            "title", Type.TEXT, "计划名称", "文件标题。", "Title of the document.", required=True
        ),
        column("document_number", Type.TEXT, "文号", "发文字号。", "Document number."),
        column("issuer", Type.TEXT, "发文单位", "谁印发的。", "Who issued it."),
        column(
            "period_start",
            Type.DATE,
            "开始日期",
            "计划期的第一天。",
            "First day of the plan's period.",
            required=True,
        ),
        column(
            "period_end",
            Type.DATE,
            "结束日期",
            "计划期的最后一天。",
            "Last day of the plan's period.",
            required=True,
        ),
        decided_on(True),
    ),
)

STAGES = Table(
    "stages",
    "阶段",
    "一行一个阶段。",
    "One row a stage of a plan.",
    ("plan_id", "stage_id"),
    "decided_on",
    (
        column(
            "plan_id",
            Type.ID,
            "计划编号",
            "属于哪份计划。",
            "Plan it belongs to.",
            required=True,
            refers_to=("plans.plan_id",),
        ),
        column("stage_id", Type.ID, "阶段编号", "阶段的编号。", "Id of the stage.", required=True),
        column("name", Type.TEXT, "阶段名称", "名称。", "Name.", required=True),
        column("start", Type.DATE, "开始日期", "第一天。", "First day.", required=True),
        column("end", Type.DATE, "结束日期", "最后一天。", "Last day.", required=True),
        decided_on(True),
    ),
)

ACTIONS = Table(
    "actions",
    "整改",
    "一行一项整改在某一天的情况；销号另起一行。",
    "One row the state of an action on a day; closing it is a new row.",
    ("action_id",),
    "decided_on",
    (
        column(
            "action_id", Type.ID, "整改编号", "整改的编号。", "Id of the action.", required=True
        ),
        column(
            "target_id",
            Type.ID,
            "目标编号",
            "针对哪个目标。",
            "Target it mends.",
            required=True,
            refers_to=("targets.target_id",),
        ),
        column(
            "entity_id",
            Type.ID,
            "对象",
            "哪个单位或县。",
            "Entity whose shortfall it is.",
            required=True,
            refers_to=ENTITY,
        ),
        column(
            "owner_id",
            Type.ID,
            "责任单位",
            "由谁整改。",
            "Unit that mends it.",
            required=True,
            refers_to=("units.unit_id",),
        ),
        column("title", Type.TEXT, "整改事项", "做什么。", "What is to be done.", required=True),
        column(
            "opened_on", Type.DATE, "立项日期", "哪天列入。", "Day it was opened.", required=True
        ),
        column(
            "due_on", Type.DATE, "整改期限", "最晚哪天完成。", "Last day for it.", required=True
        ),
        column("closed_on", Type.DATE, "销号日期", "哪天销号。", "Day it was closed."),
        column("evidence", Type.TEXT, "佐证", "佐证材料。", "Evidence."),
        PUBLIC,
        decided_on(True),
    ),
)
