"""Makes the demonstration data: three invented counties, their plans and 14 months of reports.

What the plans promise (indicators, conditions, thresholds, deadlines, clause numbers) follows real
plans; every name and every figure is invented. Run ``python -m tests.demonstration data``.
"""
