package dev.interlock.server.app;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.identity.registry.Registry;
import java.util.List;

/**
 * The review takes over edits of the registry since the last start: an agent that lost its owner does nothing more, and
 * neither does a party that is gone and has tasks.
 */
final class RegistryReview {

    private static final System.Logger LOG = System.getLogger(RegistryReview.class.getName());

    private RegistryReview() {}

    /** Records what follows from them, and logs who is suspended. */
    static void of(Registry registry, Domain domain) {
        domain.ask(new HoldCommand.ReviewDelegations(List.copyOf(registry.all())));
        for (Receipt receipt :
                domain.ask(new AgentCommand.Review(List.copyOf(registry.all()))).receipts()) {
            if (domain.history().event(receipt.index()).event() instanceof AgentEvent.Suspended suspended) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "`" + suspended.agent() + "` is suspended: "
                                + switch (suspended.cause()) {
                                    case OWNER_LOST -> "nobody is registered as its owner any more";
                                    case NOT_REGISTERED -> "it is not registered any more, and has open tasks";
                                    case BY_HAND -> "by hand";
                                }
                                + "; `interlock agent list` shows who is");
            }
        }
    }
}
