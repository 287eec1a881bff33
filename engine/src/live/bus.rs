use domain::Scope;
use domain::id::{JobId, TenantId};
use domain::live::Topic;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// Notices that wait for a slow listener; one that falls further behind looks at everything anew.
const WAITING: usize = 1_024;

/// What travels on the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The topic of the tenant changed.
    Changed(TenantId, Topic),
    /// Somebody's standing in the tenant changed: whoever watches there asks anew who they are for.
    Standing(TenantId),
    /// A line to the database or to Redis was down: anything may have changed.
    Resync,
}

/// Carries notices to the listeners of this process.
#[derive(Debug, Clone)]
pub struct Bus {
    sender: broadcast::Sender<Notice>,
}

impl Bus {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::Sender::new(WAITING) }
    }

    pub(crate) fn send(&self, notice: Notice) {
        // Nobody listening is no fault.
        drop(self.sender.send(notice));
    }

    /// Listens to a topic of the scope's tenant. Subscribe before reading the snapshot, or a change between the two is
    /// missed. Whether the scope may see the topic is asked by the snapshot.
    pub fn subscribe(&self, scope: &Scope, topic: Topic) -> Subscription {
        Subscription { receiver: self.sender.subscribe(), tenant: scope.tenant(), topic }
    }

    /// Hears when somebody's standing in the scope's tenant may have changed. Subscribe before asking who somebody is.
    pub fn standing(&self, scope: &Scope) -> Standing {
        Standing { receiver: self.sender.subscribe(), tenant: scope.tenant() }
    }

    /// Listens to every job of the scope's tenant. As with [`Bus::subscribe`], subscribe before reading; whether the scope
    /// may see jobs is asked by the verb that reads them.
    pub fn jobs(&self, scope: &Scope) -> JobChanges {
        JobChanges { receiver: self.sender.subscribe(), tenant: scope.tenant() }
    }
}

/// Hears when what somebody may do in a tenant may have changed.
#[derive(Debug)]
pub struct Standing {
    receiver: broadcast::Receiver<Notice>,
    tenant: TenantId,
}

impl Standing {
    /// Waits until it may have changed; `false` when there will be no more notices. Safe to cancel.
    pub async fn changed(&mut self) -> bool {
        loop {
            match self.receiver.recv().await {
                Ok(Notice::Resync) | Err(RecvError::Lagged(_)) => return true,
                Ok(Notice::Standing(tenant)) if tenant == self.tenant => return true,
                Ok(Notice::Changed(..) | Notice::Standing(_)) => {}
                Err(RecvError::Closed) => return false,
            }
        }
    }
}

/// Hears which of a tenant's jobs change.
#[derive(Debug)]
pub struct JobChanges {
    receiver: broadcast::Receiver<Notice>,
    tenant: TenantId,
}

/// What is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobChange {
    /// This job may have changed.
    One(JobId),
    /// Notices were lost: any job may have changed.
    Any,
}

impl JobChanges {
    /// Waits for the next change; `None` when there will be no more notices. Safe to cancel.
    pub async fn next(&mut self) -> Option<JobChange> {
        loop {
            match self.receiver.recv().await {
                Ok(Notice::Resync) | Err(RecvError::Lagged(_)) => return Some(JobChange::Any),
                Ok(Notice::Changed(tenant, Topic::Job(id))) if tenant == self.tenant => {
                    return Some(JobChange::One(id));
                }
                Ok(Notice::Changed(..) | Notice::Standing(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

/// Hears the changes of one topic.
#[derive(Debug)]
pub struct Subscription {
    receiver: broadcast::Receiver<Notice>,
    tenant: TenantId,
    topic: Topic,
}

impl Subscription {
    /// The topic it hears.
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// Waits until the topic may have changed; `false` when there will be no more notices. Safe to cancel.
    pub async fn changed(&mut self) -> bool {
        loop {
            match self.receiver.recv().await {
                Ok(Notice::Resync) | Err(RecvError::Lagged(_)) => return true,
                Ok(Notice::Changed(tenant, topic)) if tenant == self.tenant && self.concerns(topic) => return true,
                Ok(Notice::Changed(..) | Notice::Standing(_)) => {}
                Err(RecvError::Closed) => return false,
            }
        }
    }

    fn concerns(&self, changed: Topic) -> bool {
        let gathers = matches!(self.topic, Topic::ActiveJobs | Topic::Project(_));
        changed == self.topic || (gathers && matches!(changed, Topic::Job(_)))
    }
}
