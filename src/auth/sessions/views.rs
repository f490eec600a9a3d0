//! The list of devices.
use askama::Template;

use super::device;
use super::index::DeviceRow;
use crate::i18n::Lang;
use crate::kernel::SessionId;

#[derive(Template)]
#[template(path = "auth/sessions/list.html")]
pub struct SessionsPage {
    pub l: Lang,
    pub devices: Vec<DeviceRow>,
    pub here: SessionId,
    pub once: uuid::Uuid,
}

impl SessionsPage {
    fn name(&self, device: &DeviceRow) -> String {
        device::name(&device.user_agent).unwrap_or_else(|| self.l.say("sessions-unknown-device"))
    }
}

/// Nothing is left of a row whose session has ended.
#[derive(Template)]
#[template(source = "", ext = "html")]
pub struct Gone;
