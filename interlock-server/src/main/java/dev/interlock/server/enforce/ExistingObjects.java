package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.State;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.catalog.ExistingObject;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Records objects that existed before, by the word of a source. An object that is known already is not told again, so that a long list can
 * be told from its beginning as often as somebody likes.
 */
final class ExistingObjects {

    private final Domain domain;
    private final Enforcer enforcer;

    ExistingObjects(Domain domain, Enforcer enforcer) {
        this.domain = domain;
        this.enforcer = enforcer;
    }

    ToldObject tell(Caller source, Caller actor, ExistingObject told, boolean onlyTried) {
        Policy now = enforcer.policy();
        return switch (told.telling(now.catalog(), now.bundle().trustedFor(source.name()))) {
            case ExistingObject.Telling.None(String why) -> refused(RefusalCode.ARGUMENT_INVALID, why);
            case ExistingObject.Telling.Call call -> tell(source, observation(actor, told, call), onlyTried, now);
        };
    }

    private ToldObject tell(Caller source, Observation told, boolean onlyTried, Policy now) {
        ObservedCall call = ObservedCall.of(now.catalog(), told);
        Optional<String> wrong = call.refusal()
                .or(() -> call.call().facts().faults().stream()
                        .findFirst()
                        .map(fault -> fault.place() + ": " + fault.message()));
        if (wrong.isPresent() || !(call.created() instanceof Created.Named named)) {
            return refused(RefusalCode.ARGUMENT_INVALID, wrong.orElse("the object has no name"));
        }
        List<Key> owners = call.call().facts().related();
        Standing standing = domain.query(state -> standing(state, named.keys().getFirst(), owners));
        return switch (standing) {
            case KNOWN -> new ToldObject.Known();
            case ELSEWHERE ->
                refused(
                        RefusalCode.RELATION_CONTRADICTED,
                        "it is already known, and the record does not say that it belongs to "
                                + String.join(
                                        " and to ",
                                        owners.stream().map(Key::toString).toList())
                                + "; propose the link with `interlock link`");
            case NEW ->
                onlyTried
                        ? new ToldObject.New()
                        : switch (enforcer.observe(source, told)) {
                            case Answer.Done done -> new ToldObject.Recorded(done.number());
                            case Answer.Refused refused -> new ToldObject.Not(refused);
                            case Answer.Verdict verdict ->
                                throw new IllegalStateException("an observation must not be decided");
                        };
        };
    }

    private static ToldObject refused(RefusalCode code, String why) {
        return new ToldObject.Not(new Answer.Refused(code, why));
    }

    private enum Standing {
        NEW,
        KNOWN,
        /** The object is known, and not that it belongs to what the source says. */
        ELSEWHERE
    }

    private static Standing standing(State state, Key object, List<Key> owners) {
        int id = state.keys().find(object);
        if (id == KeyTable.ABSENT || state.keys().establishedAt(id) == KeyTable.NEVER) {
            return Standing.NEW;
        }
        var above = state.reachable(id);
        return owners.stream().map(state.keys()::find).allMatch(above::contains) ? Standing.KNOWN : Standing.ELSEWHERE;
    }

    private static Observation observation(Caller actor, ExistingObject told, ExistingObject.Telling.Call call) {
        return new Observation(
                id(told),
                actor,
                call.server(),
                call.tool(),
                tree(call.args()),
                tree(call.result()),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static ObjectNode tree(Map<?, ?> members) {
        ObjectNode node = Json.object();
        members.forEach((name, value) ->
                node.set(String.valueOf(name), value instanceof Map<?, ?> below ? tree(below) : Json.plain(value)));
        return node;
    }

    /**
     * Returns an id that is the same however often the same is told. It is a digest, as ids of observations are shorter than those of
     * objects may be.
     */
    private static String id(ExistingObject told) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(told.object().toString().getBytes(StandardCharsets.UTF_8));
            for (Key owner : new TreeSet<>(told.of())) {
                digest.update((byte) 0); // in no id
                digest.update(owner.toString().getBytes(StandardCharsets.UTF_8));
            }
            return "object-" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
