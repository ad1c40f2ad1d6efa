package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.QuestionKind;
import dev.interlock.server.door.mcp.request.ServerWords;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Conversation.Question;
import dev.interlock.server.upstream.Evidence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The dialogue of a server with the caller of one request, with the gate between them: the caller is asked only
 * questions that the gate permits, the server hears only answers that were decided on, and its words are marked as its
 * own.
 */
final class Dialogue implements Conversation {
    private static final System.Logger LOG = System.getLogger(Dialogue.class.getName());

    /** Questions at a time. */
    private static final int MOST_QUESTIONS = 32;

    /** Bytes of one question. */
    private static final int MOST_BYTES = 256 << 10;

    private final ToolGate gate;
    private final CallContext call;
    private final CallerSide caller;
    private final Continuation continuation;
    private final Wishes wishes;
    /** Returns whether the caller has heard words of the server. */
    private volatile boolean heard;

    private final ObjectNode missing = Json.object(); // guarded by itself

    Dialogue(ToolGate gate, CallContext call, CallerSide caller, Continuation continuation) {
        this.gate = gate;
        this.call = call;
        this.caller = caller;
        this.continuation = continuation;
        ClientOptions options = caller.options();
        this.wishes = new Wishes(
                options.progress().isPresent(),
                options.logLevel().map(LogLevel::label),
                relayed(options.capabilities()),
                options.takesTasks());
    }

    /**
     * Returns the declared capabilities that the server hears of: the kinds of questions that are relayed, and nothing
     * else.
     */
    private ObjectNode relayed(ObjectNode declared) {
        ObjectNode relayed = QuestionKind.known(declared);
        for (QuestionKind kind : QuestionKind.values()) {
            if (relayed.has(kind.capability()) && !mayAsk(kind)) {
                relayed.remove(kind.capability());
            }
        }
        return relayed;
    }

    /** An error forbids. */
    private boolean mayAsk(QuestionKind kind) {
        try {
            return gate.mayAsk(call, kind.capability());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "could not decide whether a server may ask", e);
            return false;
        }
    }

    /** An error forbids. */
    private boolean mayShow(String key, Question question) {
        try {
            return gate.mayShow(call, seen(key, question));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "processing a server's question failed", e);
            return false;
        }
    }

    /** A question as the caller sees it, with its key, which the server has chosen, too. */
    private static ObjectNode seen(String key, Question question) {
        ObjectNode seen = Json.object();
        seen.setAll(question.params());
        return seen.put(Names.META_OWN_PREFIX + "key", key);
    }

    @Override
    public Wishes wishes() {
        return wishes;
    }

    @Override
    public void tell(Message.Notification notification) {
        ClientOptions options = caller.options();
        Optional<ObjectNode> passed = switch (notification.method()) {
            case Names.PROGRESS -> options.progress().map(token -> ServerWords.progress(notification.params(), token));
            case Names.MESSAGE -> options.logLevel().flatMap(least -> ServerWords.logged(notification.params(), least));
            default -> Optional.empty();
        };
        if (passed.isPresent() && gate.inspects(call)) {
            passed =
                    notification.method().equals(Names.PROGRESS) ? passed.map(ServerWords::wordless) : Optional.empty();
        }
        if (passed.isPresent() && reads(notification.params())) {
            heard = heard
                    || notification.method().equals(Names.MESSAGE)
                    || notification.params().has("message");
            caller.tell(passed.get());
        }
    }

    /** A report of progress without words says nothing. */
    private boolean reads(ObjectNode params) {
        ObjectNode words = params.deepCopy();
        words.retain("message", "data", "logger");
        return words.isEmpty() || continuation.reads(words);
    }

    @Override
    public Answers ask(Map<String, Question> questions) {
        Map<String, QuestionKind> kinds = new LinkedHashMap<>();
        Map<String, Question> shown = new LinkedHashMap<>();
        for (Map.Entry<String, Question> each : questions.entrySet()) {
            Question question = each.getValue();
            if (each.getKey().startsWith(Names.META_OWN_PREFIX)) {
                return new Answers.None("the key of a question must not begin with the prefix of Interlock's own keys");
            }
            Optional<QuestionKind> kind = QuestionKind.of(question.method());
            if (kind.isEmpty()) {
                return new Answers.None(
                        "`" + ServerWords.cut(question.method()) + "` is not a request that a client answers");
            }
            if (!kind.get().declared(caller.options().capabilities(), question)) {
                synchronized (missing) {
                    missing.setAll(kind.get().required(question));
                }
                return new Answers.None("the caller does not declare that it answers `" + question.method() + "`");
            }
            if (!mayAsk(kind.get())) {
                return new Answers.None(
                        "this server is not allowed to request `" + kind.get().capability() + "`");
            }
            if (!mayShow(each.getKey(), question)) {
                return new Answers.None("the server's questions are not shown because its answers are inspected");
            }
            kinds.put(each.getKey(), kind.get());
            shown.put(each.getKey(), ServerWords.question(call.server(), question));
        }
        if (shown.size() > MOST_QUESTIONS || bytes(shown) > MOST_BYTES) {
            return new Answers.None("there are too many questions, or they are too long");
        }
        if (!readsAll(shown)) {
            return new Answers.None("the server's questions cannot be shown now");
        }
        heard = true;
        return decided(kinds, forms(shown), caller.ask(shown));
    }

    private boolean readsAll(Map<String, Question> questions) {
        return questions.entrySet().stream().allMatch(each -> continuation.reads(seen(each.getKey(), each.getValue())));
    }

    private static long bytes(Map<String, Question> questions) {
        return questions.entrySet().stream()
                .mapToLong(each -> each.getKey().length()
                        + (long) Json.bytes(each.getValue().params()).length)
                .sum();
    }

    /** The schemas of those that ask for a form to be filled in. One without a schema asks for nothing. */
    private static Map<String, ObjectNode> forms(Map<String, Question> questions) {
        Map<String, ObjectNode> forms = new LinkedHashMap<>();
        questions.forEach((key, question) -> {
            if (question.method().equals(Names.ELICIT)) {
                ObjectNode schema = Json.child(question.params(), "requestedSchema");
                forms.put(key, schema == null ? Json.object() : schema);
            }
        });
        return forms;
    }

    private Answers decided(Map<String, QuestionKind> kinds, Map<String, ObjectNode> forms, Answers answers) {
        if (!(answers instanceof Answers.Given(Map<String, Message.Answer> byKey))) {
            return answers;
        }
        ObjectNode content = Json.object();
        for (Map.Entry<String, QuestionKind> each : kinds.entrySet()) {
            Message.Answer answer = byKey.get(each.getKey());
            if (answer == null || each.getValue().wrong(answer).isPresent()) {
                return new Answers.None("the caller's message is not a valid answer");
            }
            content.set(each.getKey(), asContent(answer));
        }
        return switch (continuation.decide(content, forms)) {
            case Continuation.Decision.Permitted permitted -> answers;
            case Continuation.Decision.Refused(String reason) -> new Answers.None(reason);
        };
    }

    private static JsonNode asContent(Message.Answer answer) {
        return switch (answer) {
            case Message.Answer.Result(JsonNode result) -> result;
            case Message.Answer.Failed(RpcError error) -> {
                ObjectNode failed = Json.object();
                ObjectNode told = failed.putObject("error");
                told.put("code", error.code()).put("message", error.message());
                error.data().ifPresent(data -> told.set("data", data));
                yield failed;
            }
        };
    }

    @Override
    public Cancellation cancellation() {
        return caller.cancellation();
    }

    @Override
    public void becameTask() {
        caller.becameTask();
    }

    @Override
    public boolean repeatable() {
        return continuation.repeatable();
    }

    @Override
    public boolean hadNoEffect(Evidence evidence) {
        return continuation.hadNoEffect(evidence);
    }

    @Override
    public Optional<String> task() {
        return call.task();
    }

    @Override
    public Optional<Injection> injection() {
        return continuation.injection();
    }

    /** Returns the outcome of the call, with the dialogue in mind. */
    CallOutcome afterwards(CallOutcome outcome) {
        ObjectNode lacking = Json.object();
        synchronized (missing) {
            lacking.setAll(missing);
        }
        return switch (outcome) {
            // A call of which the server has told something was not turned away before it began, and the caller has
            // heard what was
            // told.
            case CallOutcome.RefusedBeforeEffect refused
            when heard ->
                new CallOutcome.Unknown(
                        "the server reported progress on the call and then failed: " + refused.message());
            case CallOutcome.NoContent none
            when heard ->
                new CallOutcome.Unknown("the server reported progress on the call and then failed: " + none.reason());
            case CallOutcome.RefusedBeforeEffect refused
            when !lacking.isEmpty() ->
                new CallOutcome.RefusedBeforeEffect(
                        refused.code(),
                        refused.message(),
                        Optional.of(RpcError.of(
                                ErrorCode.MISSING_CLIENT_CAPABILITY,
                                "the request needs an answer from the caller, but the caller does not declare that it"
                                        + " can answer requests",
                                Json.object().set("requiredCapabilities", lacking))),
                        refused.content(),
                        refused.evidence());
            case CallOutcome.RefusedBeforeEffect refused -> refused;
            case CallOutcome.NoContent none -> none;
            case CallOutcome.Result result -> result;
            case CallOutcome.Unknown unknown -> heard ? unknown.after(Evidence.NONE) : unknown;
        };
    }
}
