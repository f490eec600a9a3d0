mail-by-itself = This letter was sent by OKRio by itself; nobody reads answers to it.
mail-off = E-mail is off: the operator of this OKRio has not named a mail server yet.
mail-too-many = Too many letters were asked for. Please try again in an hour.
