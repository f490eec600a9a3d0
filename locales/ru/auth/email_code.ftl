email-code-title = Вход по коду
email-code-lead = Мы пришлём на почту шесть цифр. Пароль не нужен.
email-code-send = Прислать код
email-code-by-password = Войти с паролем
email-code-offer = Войти по коду из письма
email-code-off = Почта в этой установке выключена, прислать код не получится.
email-code-no-address = Введите адрес, например name@company.ru.
email-code-enter = Введите код
email-code-sent = Если с адресом { $email } здесь можно войти, код уже в пути. Он действует десять минут.
email-code-code = Код из письма
email-code-again = Прислать другой
email-code-wrong = Код не подходит. Посмотрите в самом новом письме и попробуйте ещё раз.
email-code-over = Этот код больше не действует. Запросите другой.
email-code-subject = Код для входа в OKRio
email-code-letter = Вот код для входа. Он действует { $minutes ->
    [one] { $minutes } минуту
    [few] { $minutes } минуты
    [many] { $minutes } минут
   *[other] { $minutes } минуты
} и только на той странице, где вы его запросили.
email-code-not-you = Вы не запрашивали код? Просто не отвечайте на письмо: без кода никто не войдёт.
