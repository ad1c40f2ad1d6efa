package dev.interlock.server.app;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.render.Ids;
import java.util.List;

/**
 * The review takes over edits of the registry since the last start: an agent that lost its owner does nothing more, and
 * neither does a party that is gone and has tasks. An implicit task that stands on what is registered no more ends.
 */
final class RegistryReview {

    private static final System.Logger LOG = System.getLogger(RegistryReview.class.getName());

    private RegistryReview() {}

    /** Records what follows from them, and logs who is suspended. */
    static void of(Registry registry, Domain domain) {
        domain.ask(new HoldCommand.ReviewDelegations(List.copyOf(registry.all())));
        for (Receipt receipt :
                domain.ask(new AgentCommand.Review(List.copyOf(registry.all()))).receipts()) {
            Event event = domain.history().event(receipt.index()).event();
            if (event instanceof Event.TaskEnded ended && ended.reason() == EndReason.REGISTRATION_CHANGED) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "the implicit task " + Ids.task(ended.task())
                                + " has ended: its agent is now registered with another chain, owner or origin, which"
                                + " applies from its next call on");
            }
            if (event instanceof AgentEvent.Suspended suspended) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "`" + suspended.agent() + "` is suspended: "
                                + switch (suspended.cause()) {
                                    case OWNER_LOST -> "its owner is no longer registered";
                                    case NOT_REGISTERED -> "it is no longer registered, but has open tasks";
                                    case BY_HAND -> "by hand";
                                }
                                + "; `interlock agent list` shows the suspended agents");
            }
        }
    }
}
