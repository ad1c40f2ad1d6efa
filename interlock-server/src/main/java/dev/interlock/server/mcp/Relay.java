package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The way of a request through the gate and on to the server, whatever is asked for. */
final class Relay {
    private static final System.Logger LOG = System.getLogger(Relay.class.getName());

    /** Longest part of a trace, which W3C Trace Context wants carried on. */
    private static final int MAX_TRACE = 512;

    /** Longest token of a caller, which every report of progress repeats. */
    private static final int MAX_TOKEN = 256;

    private static final String MESSAGE = "message";

    private final ToolGate gate;

    Relay(ToolGate gate) {
        this.gate = gate;
    }

    /** What the caller gets to see of these, or what it is told instead. */
    ListAnswer list(Asked asked, List<ObjectNode> offered) {
        try {
            return gate.list(asked.caller(), asked.task(), asked.upstream().name(), offered);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "listing failed", e);
            return new ListAnswer.Refused("internal", "interlock could not decide; see its log");
        }
    }

    static Said refused(ListAnswer.Refused refused) {
        ObjectNode data = Json.object().put("code", refused.code());
        return new Said.Failed(RpcError.of(ErrorCode.REFUSED, refused.message(), data));
    }

    /**
     * Decides, and forwards what is permitted.
     *
     * @param entry name in the catalogue
     * @param arguments that are decided on
     * @param params to forward; nothing in them beyond what was decided on
     * @param from parameters as they came, for the trace
     * @param definition of the tool, as the server offers it
     */
    CallAnswer call(
            Asked asked,
            Decided kind,
            String entry,
            ObjectNode arguments,
            ObjectNode params,
            ObjectNode from,
            Optional<ObjectNode> definition) {
        CallContext context = new CallContext(
                asked.upstream().name(), entry, arguments, asked.task(), asked.session(), asked.revision(), definition);
        Once forwarder = new Once(asked, kind, params, from);
        try {
            return gate.call(asked.caller(), context, forwarder);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "deciding a call failed", e);
            return forwarder.used.get()
                    ? new CallAnswer.Uncertain("interlock failed after the call was sent", Json.object())
                    : new CallAnswer.Denied("internal", "interlock could not decide; see its log", Json.object());
        }
    }

    /**
     * What of `_meta` goes on: the trace, which changes nothing about the call.
     *
     * <p>INVARIANT: an upstream gets nothing from the caller that was not decided on. The rest of `_meta` is in no digest and
     * in no record, so it could make another call of the one that was approved.
     */
    private static ObjectNode trace(ObjectNode params) {
        ObjectNode meta = Json.object();
        for (String key : Names.META_TRACE) {
            String value = Json.string(params.path("_meta"), key);
            if (value != null && value.length() <= MAX_TRACE) {
                meta.put(key, value);
            }
        }
        return meta;
    }

    /** With the caller: it hears how far the call is, under its own token. */
    private static Conversation conversation(Asked asked, ObjectNode params, AtomicBoolean words) {
        JsonNode token = params.path("_meta").path(Names.PROGRESS_TOKEN);
        boolean wanted = token.isIntegralNumber()
                || (token.isTextual() && token.textValue().length() <= MAX_TOKEN);
        if (!wanted) {
            return Conversation.none();
        }
        var cancellation = new Cancellation();
        return new Conversation() {
            @Override
            public Wishes wishes() {
                return new Wishes(true, Optional.empty(), Json.object());
            }

            @Override
            public void tell(Message.Notification told) {
                words.compareAndSet(false, told.params().has(MESSAGE));
                asked.outlet().tell(passed(told.params(), token));
            }

            @Override
            public Answers ask(Map<String, Question> questions) {
                return new Answers.None("the caller cannot be asked");
            }

            @Override
            public Cancellation cancellation() {
                return cancellation;
            }
        };
    }

    private static ObjectNode passed(ObjectNode told, JsonNode token) {
        ObjectNode passed = Json.object();
        passed.set(Names.PROGRESS_TOKEN, token);
        for (String number : List.of("progress", "total")) {
            JsonNode value = told.path(number);
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                passed.put(number, value.longValue());
            } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
                passed.put(number, value.doubleValue());
            }
        }
        String words = Json.string(told, MESSAGE);
        if (words != null) {
            passed.put(MESSAGE, ServerWords.cut(words));
        }
        return Message.notification(Names.PROGRESS, passed);
    }

    /** Who has told something of it was not turned away before it began, and the caller has heard what it told. */
    private static CallOutcome afterWords(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.RefusedBeforeEffect refused ->
                new CallOutcome.Unknown("the server reported progress, and then: " + refused.message());
            case CallOutcome.NoContent none ->
                new CallOutcome.Unknown("the server reported progress, and then: " + none.reason());
            case CallOutcome.Result result -> result;
            case CallOutcome.Unknown unknown -> unknown;
        };
    }

    private static final class Once implements Forwarder {
        private final Asked asked;
        private final Decided kind;
        private final ObjectNode params;
        private final ObjectNode from;
        private final AtomicBoolean used = new AtomicBoolean();

        Once(Asked asked, Decided kind, ObjectNode params, ObjectNode from) {
            this.asked = asked;
            this.kind = kind;
            this.params = params;
            this.from = from;
        }

        @Override
        public CallOutcome forward(Receipt reservation, Continuation continuation) {
            if (!used.compareAndSet(false, true)) {
                throw new IllegalStateException("a call is forwarded once");
            }
            var words = new AtomicBoolean();
            CallOutcome outcome = asked.upstream().request(kind, params, trace(from), conversation(asked, from, words));
            return words.get() ? afterWords(outcome) : outcome;
        }
    }
}
