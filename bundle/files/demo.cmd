@echo off
chcp 65001 >nul
cd /d "%~dp0demo"
call ..\xushi.cmd build && start "" site\public\index.html
pause
