breadcrumb = Вы здесь
form-save = Сохранить
form-cancel = Отмена
form-edit = Изменить
form-archive = В архив
form-archive-sure = Да, в архив
form-restore = Вернуть
objective-new = Новая цель
objective-edit = Изменить цель
objective-edit-of = Изменить: { $title }
objective-edit-title = Изменить название
objective-create = Создать цель
objective-created = Цель создана как черновик. Добавьте ключевые результаты и возьмите её в работу.
objective-saved = Цель сохранена
objective-kept-in-sight-you = Вы остаётесь участником, чтобы по-прежнему видеть эту цель.
objective-kept-in-sight = { $name } теперь участвует в этой цели.
objective-title-saved = Название сохранено
objective-archived = Цель отправлена в архив
objective-archive-sure = Цель уйдёт из списков, расчётов и чек-инов. Ничего не удаляется: история останется, а цель можно вернуть отсюда же.
objective-restored = Цель возвращена из архива
objective-is-archived = Эта цель в архиве.
objective-activated = Цель взята в работу
objective-returned = Цель снова черновик
objective-activate = Взять в работу
objective-return = Вернуть в черновик
objective-return-lead = Чек-ины приостановятся, пока цель снова не в работе. Напишите причину, чтобы всем было понятно.
objective-return-reason-needed = Напишите, почему цель возвращается.
objective-stage-not-next = Отсюда перейти на этот этап нельзя.
objective-draft-note = Это черновик. Добавьте ключевые результаты и возьмите цель в работу — начнутся чек-ины.
objective-check-in = Чек-ин
objective-progress = Прогресс
objective-ended = Итог: { $share }
objective-expected = К сегодня ожидается { $share }
objective-ahead = { $n ->
    [one] впереди на { $n } пункт
    [few] впереди на { $n } пункта
    [many] впереди на { $n } пунктов
   *[other] впереди на { $n } пункта
}
objective-short = { $n ->
    [one] не хватает { $n } пункта
    [few] не хватает { $n } пунктов
    [many] не хватает { $n } пунктов
   *[other] не хватает { $n } пункта
}
objective-on-pace = точно по графику
objective-confidence = уверенность { $n } из 100
objective-confidence-unknown = уверенность не указана
objective-stages = Этап
stage-draft = Черновик
stage-expert-review = Проверка эксперта
stage-manager-approval = Согласование
stage-active = В работе
stage-self-assessment = Самооценка
stage-manager-review = Оценка руководителя
stage-expert-validation = Подтверждение
stage-closed = Закрыта
stage-done = пройден
stage-to-do = впереди
objective-title = Название
objective-title-hint = Что изменится к концу периода? Одно предложение, без цифр.
objective-description = Почему это важно
objective-owner = Ответственный
objective-owner-hint = Имя или адрес почты.
objective-contributors = Участники
objective-contributors-hint = Кто работает над целью вместе с ответственным: отмечает значения и правит текст. Чтобы убрать человека, очистите строку.
objective-contributor = Участник
objective-contributor-unknown = Человека «{ $text }» в организации нет.
objective-contributor-ambiguous = Людей с именем «{ $text }» несколько. Укажите почту.
objective-row-remove = Убрать строку
objective-too-many-rows = Не больше { $max ->
    [one] { $max } строки
    [few] { $max } строк
    [many] { $max } строк
   *[other] { $max } строки
}.
objective-links-not-for = Участников и другие вышестоящие цели указывает ответственный, его руководитель или администратор. Оставьте здесь пусто.
objective-workspace = Пространство
objective-period = Период
objective-aligned-to = Поддерживает
objective-parent-hint = Название цели, которую поддерживает эта. Оставьте пустым, если она сама по себе.
objective-parent-hidden = Цель поддерживает другую, которую вам не видно. Оставьте поле пустым — связь останется; название в поле её заменит.
objective-also-aligned-to = Ещё поддерживает
objective-parents-hint = Другие цели, которые поддерживает эта. Они связаны, но её прогресс там не учитывается.
objective-further-parent = Ещё одна цель
objective-parents-unknown = Цели «{ $text }» вам не видно.
objective-parents-ambiguous = Целей с названием «{ $text }» несколько. Вставьте адрес нужной.
objective-rollup = Из чего складывается прогресс
objective-rollup-key-results = Из ключевых результатов
objective-rollup-key-results-hint = Среднее ключевых результатов с учётом веса. Цели, которые её поддерживают, связаны, но не учитываются.
objective-rollup-children = Из целей, которые её поддерживают
objective-rollup-children-hint = Среднее поддерживающих целей с учётом их веса. Свои ключевые результаты отслеживаются, но не учитываются.
objective-rollup-both = Из тех и других
objective-rollup-both-hint = Ключевые результаты и поддерживающие цели в одном среднем, каждый со своим весом.
objective-key-result-weights = Вес ключевых результатов
objective-key-result-weights-hint = Каждый учитывается по своей доле. Вес меняется в самом ключевом результате.
objective-parent-unknown = Цели с таким названием вам не видно.
objective-parent-ambiguous = С таким названием несколько целей. Вставьте адрес нужной.
objective-supported-by = Её поддерживают
objective-visibility = Кому видна
visibility-organization = видна всем
visibility-workspace = видна пространству
visibility-private = личная
visibility-choice-organization = Видна всем
visibility-choice-workspace = Видна пространству
visibility-choice-private = Личная
objective-weight = Вес
objective-weight-hint = Насколько цель важна для той, которую поддерживает. 0 — связана, но не учитывается.
objective-priority = Приоритет
objective-details = Подробности
objective-aside = Подробности и история
objective-create-not-for = Создавать цели можно для себя, для своих сотрудников и в пространствах, которыми вы управляете.
objective-conflict = Пока вы правили, цель сохранил кто-то ещё.
objective-conflict-title = Теперь она называется «{ $title }». Ниже — ваш вариант; если сохранить, останется он.
person-unknown = Человека с таким именем или адресом в организации нет.
person-ambiguous = Людей с таким именем несколько. Укажите почту.
scores-heading = Перенесённые оценки
scores-middle = Средняя промежуточная оценка
scores-final = Средняя итоговая оценка
scores-mean = { $mean } ({ $known } из { $total })
scores-progress = Прогресс по расчёту OKRio
scores-progress-unknown = пока неизвестен
objective-status-because = Статус — по самому слабому ключевому результату: { $title }
