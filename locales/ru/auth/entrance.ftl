entrance-nowhere = Мы знаем, кто вы, но ни в одной организации у вас нет учётной записи. Попросите приглашение у администратора.
another-way-title = Другой способ входа
another-way-lead = Так войти сюда нельзя: { $name }. Подходят другие способы:
another-way-choose = Выбрать
another-way-back = Выбрать другую организацию
way-password = Пароль
way-email-code = Код из письма
way-provider = Вход через организацию (SSO)
