//! The transaction in which it was found who sends a request, left open for what the request reads: a page then begins once.
//!
//! It belongs to the task of the request. Whatever needs another transaction gives it back first, so that no request holds one
//! connection while it waits for another.
use std::cell::RefCell;

use super::OrganizationTx;
use crate::kernel::Actor;

tokio::task_local! {
    static OPENED: RefCell<Option<OrganizationTx>>;
}

/// Runs a request with an open transaction that only reads, and ends the transaction if the request did not read.
pub async fn during<T>(opened: OrganizationTx, request: impl Future<Output = T>) -> T {
    let request = async {
        let answer = request.await;
        give_back().await;
        answer
    };
    OPENED.scope(RefCell::new(Some(opened)), request).await
}

/// The open transaction, if it is one of this actor.
pub(super) fn take(actor: &Actor) -> Option<OrganizationTx> {
    OPENED.try_with(|opened| opened.borrow_mut().take_if(|tx| tx.is_of(actor))).ok().flatten()
}

/// Ends it. That it was lost meanwhile is found by whoever begins the next one.
pub(super) async fn give_back() {
    if let Ok(Some(tx)) = OPENED.try_with(|opened| opened.borrow_mut().take()) {
        let _ = tx.commit().await;
    }
}
