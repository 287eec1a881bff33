use domain::Scope;
use domain::id::TenantId;
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
                Ok(Notice::Changed(..)) => {}
                Err(RecvError::Closed) => return false,
            }
        }
    }

    fn concerns(&self, changed: Topic) -> bool {
        let gathers = matches!(self.topic, Topic::ActiveJobs | Topic::Project(_));
        changed == self.topic || (gathers && matches!(changed, Topic::Job(_)))
    }
}
