@echo off
chcp 65001 >nul
cd /d "%~dp0"
for %%V in (3.13 3.12 3.11) do (
  py -%%V -c "" >nul 2>nul && py -%%V install.py && goto done
)
python -c "" >nul 2>nul && python install.py && goto done
echo 没有装成：请先安装 64 位的 Python 3.11、3.12 或 3.13，见 README.txt。
echo Not installed: first install Python 3.11, 3.12 or 3.13 of 64 bits, see README.txt.
pause
exit /b 1
:done
pause
