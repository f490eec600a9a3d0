confirmation-title = Подтвердите, что это вы
confirmation-lead = Дальше — важные настройки, а вы подтверждали вход больше десяти минут назад.
confirmation-submit = Продолжить
confirmation-wrong = Пароль не подходит. Попробуйте ещё раз.
confirmation-by-password = Ввести пароль
confirmation-by-code = Ввести код из приложения
confirmation-impossible = Выйдите и войдите снова: сразу после входа подтверждение не нужно.
