"""Counties and units: who has targets and who reports."""

from __future__ import annotations

from generator.schema.definition import Table, Type
from generator.schema.tables.columns import CODE_SYSTEM, KIND_WORDS, column, decided_on, validity

COUNTIES = Table(
    "counties",
    "县（市、区）",
    "一行一个县（市、区）。",
    "One row a county.",
    ("county_id",),
    "decided_on",
    (
        column(
            "county_id",
            Type.ID,
            "县编号",
            "县的编号，用作网页地址。",
            "Id of the county, used in page addresses.",
            required=True,
        ),
        column("name", Type.TEXT, "县名", "全称。", "Full name.", required=True),
        column("short_name", Type.TEXT, "县简称", "简称。", "Short name."),
        column(
            "code",
            Type.TEXT,
            "行政区划代码",
            "六位行政区划代码。",
            "Six-digit administrative code.",
        ),
        column(
            "code_system",
            Type.CHOICE,
            "代码体系",
            "代码属于哪个标准；只核对 GB/T 2260。",
            "Which standard the code belongs to; only GB/T 2260 is checked.",
            choices=CODE_SYSTEM,
        ),
        column("prefecture", Type.TEXT, "地级市", "所属地级市。", "Prefecture it belongs to."),
        column("province", Type.TEXT, "省", "所属省。", "Province it belongs to."),
        *validity("counties.county_id"),
        decided_on(False),
    ),
)

UNITS = Table(
    "units",
    "单位",
    "一行一个单位：对目标负责的机构；乡镇也是一行，类别为 township。",
    "One row a unit: an organisation that answers for targets; a township is a row of kind `township`.",
    ("unit_id",),
    "decided_on",
    (
        column(
            "unit_id",
            Type.ID,
            "单位编号",
            "单位的编号，全站唯一，用作网页地址。",
            "Id of the unit, unique in the site, used in page addresses.",
            required=True,
        ),
        column(
            "county_id",
            Type.ID,
            "县编号",
            "所属的县。",
            "County it belongs to.",
            required=True,
            refers_to=("counties.county_id",),
        ),
        column("name", Type.TEXT, "单位名称", "全称。", "Full name.", required=True),
        column("short_name", Type.TEXT, "单位简称", "简称。", "Short name."),
        column(
            "aliases", Type.WORDS, "别名", "其他叫法，用 | 分开。", "Other names, joined by `|`."
        ),
        column(
            "kind",
            Type.CHOICE,
            "单位类别",
            "单位的类别。",
            "Kind of the unit.",
            required=True,
            choices=tuple(KIND_WORDS),
        ),
        column(
            "parent_id",
            Type.ID,
            "上级单位",
            "主管它的单位。",
            "Unit that it is part of.",
            refers_to=("units.unit_id",),
        ),
        column(
            "township_id",
            Type.ID,
            "所在乡镇",
            "所在的乡镇，数字先汇总到乡镇再到县。",
            "Township it lies in; figures roll up to the township, then to the county.",
            refers_to=("units.unit_id",),
        ),
        column(
            "code",
            Type.TEXT,
            "统一社会信用代码",
            "十八位统一社会信用代码。",
            "Eighteen-character unified social credit code.",
        ),
        column(
            "code_system",
            Type.CHOICE,
            "代码体系",
            "代码属于哪个标准；只核对 GB 32100。",
            "Which standard the code belongs to; only GB 32100 is checked.",
            choices=CODE_SYSTEM,
        ),
        *validity("units.unit_id"),
        decided_on(False),
    ),
)
