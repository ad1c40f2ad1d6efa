package dev.interlock.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Created;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records what sources tell of, mapped to facts by the catalogue as a call is. Thread-safe. */
public final class Observer {

    /** How often it is mapped again because the bundle changed meanwhile. */
    private static final int MOST_REMAPS = 5;

    private final Domain domain;
    private final Supplier<Policy> policy;

    /** @param policy the bundle in force */
    public Observer(Domain domain, Supplier<Policy> policy) {
        this.domain = domain;
        this.policy = policy;
    }

    /**
     * What happened.
     *
     * @param id the source's own name for it
     * @param actor who did it; an empty runtime where the instance is not known
     * @param outsideMillis when, by the source's clock
     */
    public record Told(
            String id,
            Caller actor,
            String server,
            String tool,
            ObjectNode arguments,
            ObjectNode result,
            OptionalLong outsideMillis) {}

    /** The number by which it is recorded, or why it is not. */
    public Answer observe(Caller source, Told told) {
        Map<String, @Nullable Object> arguments = PlainJson.of(told.arguments());
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            if (!now.bundle().sources().containsKey(source.name())) {
                break; // before anything that it says is looked at
            }
            CallFacts facts = Facts.of(now.catalog(), told.server(), told.tool(), told.arguments(), arguments);
            Created created =
                    now.catalog().created(told.server(), told.tool(), arguments, PlainJson.of(told.result()), null);
            if (created instanceof Created.Unnamed unnamed && facts.faults().isEmpty()) {
                return new Answer.Refused(Code.ARGUMENT_INVALID, unnamed.reason());
            }
            List<Key> keys = created instanceof Created.Named named ? named.keys() : List.of();
            Optional<Reply> reply = domain.askUnder(
                    now.bundle().digest(),
                    new Command.Observe(source, told.id(), told.actor(), facts, keys, told.outsideMillis()));
            if (reply.isPresent()) {
                return reply.get().answer();
            }
            if (i == MOST_REMAPS - 1) {
                throw new UnavailableException("the policy changes too often to record what was observed");
            }
        }
        return new Answer.Refused(
                Code.SOURCE_UNKNOWN,
                "the bundle names no source `" + source.name() + "`; what it tells counts for nothing");
    }
}
