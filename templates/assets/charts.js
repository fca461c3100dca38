// Charts: see generator/charts.py
