sign-in-title = Вход
sign-in-heading = Вход
sign-in-lead = Цели, числа и объяснение каждого из них.
sign-in-email = Рабочая почта
sign-in-password = Пароль
sign-in-submit = Войти
sign-in-wrong = Почта или пароль не подходят. Проверьте и попробуйте снова.
