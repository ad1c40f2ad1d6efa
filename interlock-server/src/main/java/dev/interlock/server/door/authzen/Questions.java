package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.oauth.PassedTokens;
import dev.interlock.server.render.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The question of an evaluation, as a call: a registered party wants to call a tool of the catalogue, with arguments.
 * Immutable and thread-safe.
 */
final class Questions {

    /** Members of an action's properties that are about the request and no argument of the call. */
    static final String IDEMPOTENCY_KEY = "idempotency_key";

    /** The task that the call is part of, in the context. */
    static final String TASK = "task";

    /**
     * Members of the context that say nothing about the call: what the protocol needs, and what differs each time the same is asked. They
     * are no arguments, so an approval of the call does not depend on them.
     */
    private static final Set<String> MACHINERY = Set.of(
            "access_request",
            "approval",
            "business_justification",
            "evaluation_id",
            "evaluated_at",
            "reason",
            Obligations.SUPPORTED,
            "time",
            TASK);

    private static final int LONGEST_RUNTIME = 200;

    private final AuthzenConfig config;
    private final Registry registry;
    private final McpCalls mcp;
    private final SubjectTokens tokens;

    Questions(AuthzenConfig config, Registry registry, Enforcer enforcer, SubjectTokens tokens) {
        this.tokens = tokens;
        this.config = config;
        this.registry = registry;
        this.mcp = new McpCalls(enforcer);
    }

    /** The mapping of an evaluation to calls. */
    sealed interface Mapped {

        /** The calls that have to be permitted. */
        default List<Question> calls() {
            return switch (this) {
                case Call call -> List.of(call.question());
                case Reads reads -> reads.questions();
                case Permitted fine -> List.of();
                case Denied denied -> List.of();
                case Unproven unproven -> List.of();
            };
        }

        /** Returns whether nothing is left to decide. */
        default boolean denied() {
            return this instanceof Denied || this instanceof Unproven;
        }

        record Call(Question question) implements Mapped {}

        /** The evaluation is a subscription: each resource is decided as a read, and there is no outcome to report. */
        record Reads(List<Question> questions) implements Mapped {
            public Reads {
                questions = List.copyOf(questions);
            }
        }

        /** There is nothing to decide on, and nothing to remember: permitted. */
        record Permitted() implements Mapped {}

        /**
         * The party is not registered, or there is no such call: denied.
         *
         * @param reason the stable code
         */
        record Denied(String reason, String message) implements Mapped {}

        /** The token that was passed on does not count, so the actor is unknown: denied. */
        record Unproven(PassedTokens.Outcome.Refused why) implements Mapped {}
    }

    Mapped of(EnforcementPoint by, Evaluation evaluation) {
        Optional<Caller> party = party(evaluation.subject());
        if (party.isEmpty()) {
            return new Mapped.Denied("subject-unknown", "no party with this type and id is registered");
        }
        if (!by.mayAskAbout(party.get().name())) {
            return new Mapped.Denied("subject-not-allowed", "`" + by.name() + "` may not ask about this subject");
        }
        OptionalLong task = task(evaluation.context());
        if (evaluation.shown().isEmpty()) {
            Caller subject = Registry.withRuntime(party.get(), runtime(by, party.get(), evaluation.subject()));
            if (subject.implicitIntent().isEmpty()) {
                subject = Registry.withImplicitIntent(subject, by.intent());
            }
            return of(by, evaluation, party.get(), new ActingSubject(subject, task, OptionalLong.empty()));
        }
        return switch (proven(by, evaluation.shown().get())) {
            case PassedTokens.Outcome.Refused refused -> new Mapped.Unproven(refused);
            case PassedTokens.Outcome.Counts(PassedTokens.Holder holder)
            when !party.get().agent() || !holder.agent().equals(party.get().name()) ->
                new Mapped.Unproven(new PassedTokens.Outcome.Refused(
                        "token-subject",
                        "the token was issued to an agent other than the subject",
                        OptionalLong.of(holder.lease())));
            case PassedTokens.Outcome.Counts(PassedTokens.Holder holder) -> {
                OptionalLong only = OptionalLong.of(holder.task());
                yield of(
                        by,
                        evaluation,
                        party.get(),
                        new ActingSubject(
                                Registry.withRuntime(party.get(), holder.runtime()),
                                task.isPresent() ? task : only,
                                only));
            }
        };
    }

    private Mapped of(EnforcementPoint by, Evaluation evaluation, Caller party, ActingSubject acting) {
        Mapped mapped = mcp.of(by, evaluation, acting)
                .orElseGet(() -> new Mapped.Call(acting.evaluation(
                        evaluation.resource().type(), evaluation.action().name(), arguments(by, party, evaluation))));
        // Calls are denied for that by the engine, and recorded.
        return acting.elsewhere() && mapped.calls().isEmpty()
                ? new Mapped.Denied(
                        FindingCode.TOKEN_FOR_ANOTHER_TASK.text(),
                        "the token is for `" + Ids.task(acting.only().orElseThrow())
                                + "` only: do not name another task")
                : mapped;
    }

    private PassedTokens.Outcome proven(EnforcementPoint by, ShownToken shown) {
        return by.passesTokens()
                ? shown.verified(tokens, by.name())
                : new PassedTokens.Outcome.Refused(
                        "token-not-taken",
                        "tokens are only accepted from callers with `mode: enforcing` and `properties: trusted`");
    }

    /** Refuses a request, before anything else is made of it, for a token that does not count. */
    void check(EnforcementPoint by, ObjectNode context) throws AuthzenRefusal {
        Optional<ShownToken> shown = ShownToken.in(context);
        if (shown.isPresent() && proven(by, shown.get()) instanceof PassedTokens.Outcome.Refused refused) {
            throw AuthzenRefusal.invalid(refused.message()).as(refused.reason());
        }
    }

    /** Returns the registered party that the subject names, whoever asks. */
    Optional<Caller> party(Evaluation.Entity subject) {
        AuthzenConfig.Parties type = config.types().get(subject.type());
        return type == null
                ? Optional.empty()
                : registry.named(config.aliases().getOrDefault(subject.id(), subject.id()))
                        .filter(party -> isOf(type, party));
    }

    /**
     * Returns whether a type of subject stands for the party. A machine verifier makes no calls, so none does for it.
     */
    static boolean isOf(AuthzenConfig.Parties type, Caller party) {
        return switch (type) {
            case PEOPLE -> party.person();
            case AGENTS -> party.agent();
            case ANY -> party.person() || party.agent();
        };
    }

    /**
     * Returns the acting instance: the one that a trusted enforcement point names, or one that belongs to this
     * enforcement point alone.
     */
    private static String runtime(EnforcementPoint by, Caller party, Evaluation.Entity subject) {
        JsonNode trusted = by.trusted() ? subject.properties().get("runtime") : null;
        return trusted != null
                        && trusted.isTextual()
                        && !trusted.textValue().isBlank()
                        && trusted.textValue().length() <= LONGEST_RUNTIME
                ? trusted.textValue()
                : party.name() + "@" + by.name();
    }

    /**
     * Returns the task of the context. A value that is no id becomes a task that never was; the call is denied and
     * recorded as any other.
     */
    private static OptionalLong task(ObjectNode context) {
        JsonNode task = context.get(TASK);
        if (task == null) {
            return OptionalLong.empty();
        }
        OptionalLong number = task.isTextual() ? Ids.parse('t', task.textValue()) : OptionalLong.empty();
        return number.isPresent() ? number : OptionalLong.of(Long.MAX_VALUE);
    }

    private Map<String, @Nullable Object> arguments(EnforcementPoint by, Caller party, Evaluation evaluation) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put(
                Bodies.SUBJECT,
                entity(by, evaluation.subject(), config.subjects().getOrDefault(party.name(), Map.of())));
        Map<String, @Nullable Object> action = new LinkedHashMap<>();
        action.put("name", evaluation.action().name());
        action.put("properties", ofAction(evaluation.action()));
        arguments.put(Bodies.ACTION, action);
        arguments.put(Bodies.RESOURCE, entity(by, evaluation.resource(), known(evaluation.resource())));
        Map<String, @Nullable Object> context = PlainJson.of(evaluation.context());
        context.keySet().removeAll(MACHINERY);
        arguments.put(Bodies.CONTEXT, context);
        return arguments;
    }

    /** An action's properties, without the key under which it may be asked again. */
    static Map<String, @Nullable Object> ofAction(Evaluation.Action action) {
        Map<String, @Nullable Object> properties = PlainJson.of(action.properties());
        properties.remove(IDEMPOTENCY_KEY);
        return properties;
    }

    private Map<String, @Nullable Object> known(Evaluation.Entity resource) {
        Map<String, Map<String, @Nullable Object>> ofType = config.resources().get(resource.type());
        Map<String, @Nullable Object> its = ofType == null ? null : ofType.get(resource.id());
        return its == null ? Map.of() : its;
    }

    /** @param known properties that the configuration has; what somebody trusted says takes their place */
    private static Map<String, @Nullable Object> entity(
            EnforcementPoint by, Evaluation.Entity entity, Map<String, @Nullable Object> known) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>(known);
        if (by.trusted()) {
            properties.putAll(PlainJson.of(entity.properties()));
        }
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", entity.type());
        out.put("id", entity.id());
        out.put("properties", properties);
        return out;
    }
}
