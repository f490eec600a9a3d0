registration-offer = Впервые здесь? Создайте организацию
registration-title = Новая организация
registration-lead = Начните с рабочей почты: мы пришлём ссылку, по которой можно продолжить.
registration-mail-off = Обратитесь к оператору этого OKRio.
registration-ask = Прислать ссылку
registration-asked = Отправили ссылку на { $email }. Она действует сутки.
registration-form-lead = Вы будете её владельцем: { $email }.
registration-organization = Название организации
registration-zone = Часовой пояс
registration-zone-hint = По нему начинаются и заканчиваются дни и недели.
registration-submit = Создать организацию
registration-done = Организация создана. Запишите первую цель или загрузите свои OKR из файла.
registration-letter-subject = Новая организация в OKRio
registration-letter = Кто-то — вероятно, вы — хочет создать организацию в OKRio с этим адресом. Продолжить можно по ссылке:
registration-letter-link = Продолжить
registration-letter-hours = { $n ->
    [one] Ссылка сработает один раз в течение { $n } часа.
    [few] Ссылка сработает один раз в течение { $n } часов.
    [many] Ссылка сработает один раз в течение { $n } часов.
   *[other] Ссылка сработает один раз в течение { $n } часа.
}
registration-letter-not-you = Если это были не вы, ничего делать не нужно.
