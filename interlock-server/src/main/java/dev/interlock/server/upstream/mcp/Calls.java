package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Evidence;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The requests of callers, which may have effects: each is sent once as a rule, and followed until its outcome is known. Thread-safe. */
final class Calls {
    private static final CallOutcome CANCELLED =
            new CallOutcome.RefusedBeforeEffect("cancelled", CallDeadline.BY_CALLER + " before it was sent");

    /** A call waits so long for the stream on which its server may speak outside its answer. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final Channel channel;
    private final Handshakes handshakes;
    private final Requester requester;
    private final ToolList tools;
    private final UnderwayRequests underways;
    private final LogSetting logs;
    private final Subscriptions subscriptions;
    private final Timing timing;
    private final LongSupplier ids;

    Calls(
            Channel channel,
            Handshakes handshakes,
            Requester requester,
            ToolList tools,
            UnderwayRequests underways,
            LogSetting logs,
            Subscriptions subscriptions,
            Timing timing,
            LongSupplier ids) {
        this.channel = channel;
        this.handshakes = handshakes;
        this.requester = requester;
        this.tools = tools;
        this.underways = underways;
        this.logs = logs;
        this.subscriptions = subscriptions;
        this.timing = timing;
        this.ids = ids;
    }

    Repeats.Attempt request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        try {
            // The time of an answer does not run while a server starts.
            prepare(handshakes.get(), conversation.wishes());
        } catch (UpstreamException e) {
            return new Repeats.Attempt(unreachable(e), e.error().isEmpty(), false);
        }
        try (CallDeadline deadline = new CallDeadline(timing.call(), timing.silence(), conversation.cancellation());
                Questions questions = new Questions(conversation, deadline)) {
            OneCall call = new OneCall(method, meta, conversation, deadline, questions);
            CallOutcome outcome = call.run(params);
            return new Repeats.Attempt(outcome, call.unreachable, call.broken);
        }
    }

    /** A server of the legacy era may say things elsewhere than on the stream of the answer. */
    private void prepare(Handshake handshake, Conversation.Wishes wishes) {
        logs.fit(handshake, wishes);
        boolean hears = wishes.logLevel().isPresent() || !wishes.capabilities().isEmpty();
        if (hears && handshake.era() == Era.LEGACY && channel.kind() == Channel.Kind.HTTP) {
            subscriptions.hearEverything(A_MOMENT);
        }
    }

    private static CallOutcome unreachable(UpstreamException e) {
        return new CallOutcome.RefusedBeforeEffect("unreachable", e.own());
    }

    /** A call under way. */
    private final class OneCall {
        private final GovernedMethod method;
        private final ObjectNode meta;
        private final Conversation conversation;
        private final CallDeadline deadline;
        private final Questions questions;
        private final InputRounds rounds;
        /** Whether the last request did not reach the server; false if there were others. */
        private boolean unreachable;

        private boolean broken;
        /** The evidence in the answers to the request when it was sent before. */
        private Evidence earlier = Evidence.NOTHING_SENT;

        OneCall(
                GovernedMethod method,
                ObjectNode meta,
                Conversation conversation,
                CallDeadline deadline,
                Questions questions) {
            this.method = method;
            this.meta = meta;
            this.conversation = conversation;
            this.deadline = deadline;
            this.questions = questions;
            this.rounds = new InputRounds(method, conversation, deadline);
        }

        CallOutcome run(ObjectNode params) {
            return carried(params).after(earlier);
        }

        private CallOutcome carried(ObjectNode params) {
            ObjectNode now = params;
            while (true) {
                Channel.Reply reply;
                Handshake handshake;
                try {
                    handshake = handshakes.get();
                    reply = send(handshake, now);
                } catch (UpstreamException e) {
                    return ended(unreachable(e));
                }
                boolean only = !rounds.begun()
                        && !questions.begun()
                        && earlier.sendings().isEmpty();
                unreachable = only && reply instanceof Channel.Reply.NotSent unsent && unsent.unreachable();
                broken = only && reply instanceof Channel.Reply.Lost lost && lost.cause() == Channel.Cause.BROKEN;
                switch (meaning(handshake, reply)) {
                    case Replies.Meaning.Final(CallOutcome outcome) -> {
                        return ended(isCancelled(reply) ? CANCELLED : outcome);
                    }
                    case Replies.Meaning.Task(ObjectNode task) -> {
                        return ended(new ServerTask(requester, handshake, method, conversation, rounds).follow(task));
                    }
                    case Replies.Meaning.InputRequired(ObjectNode result) -> {
                        switch (rounds.next(result)) {
                            case InputRounds.Next.End(CallOutcome outcome) -> {
                                return ended(outcome);
                            }
                            case InputRounds.Next.Answered(ObjectNode responses) ->
                                now = InputRounds.again(params, result, responses);
                        }
                    }
                }
            }
        }

        private boolean isCancelled(Channel.Reply reply) {
            return reply instanceof Channel.Reply.NotSent
                    && conversation.cancellation().reason().isPresent();
        }

        /** Returns the meaning of a reply. Only the modern era knows of results that are not complete. */
        private Replies.Meaning meaning(Handshake handshake, Channel.Reply reply) {
            Replies.Meaning meaning = Replies.meaning(method, reply);
            return handshake.era() == Era.LEGACY && !(meaning instanceof Replies.Meaning.Final)
                    ? new Replies.Meaning.Final(Replies.notRelayed("of the modern era"))
                    : meaning;
        }

        private CallOutcome ended(CallOutcome outcome) {
            return rounds.begun() ? Replies.afterWork(outcome) : outcome;
        }

        private Channel.Reply send(Handshake first, ObjectNode params) throws UpstreamException {
            Channel.Reply reply = sendOnce(first, params);
            boolean stale = handshakes.isStale(reply, first);
            Optional<RpcError> mismatch = headerMismatch(reply);
            if (stale) {
                handshakes.forget(first);
            } else if (mismatch.isPresent()) {
                tools.drop();
            }
            if (!stale && mismatch.isEmpty() || rounds.begun() || questions.begun()) {
                return reply;
            }
            // INVARIANT: a call is sent again only where nothing of it was sent, where the catalogue takes the answer
            // for proof
            // that it had no effect, or where a second time does no more.
            Evidence evidence =
                    mismatch.map(error -> Replies.failed(error, signs(reply))).orElse(reply.evidence());
            if (!mayAgain(evidence)) {
                return reply;
            }
            earlier = evidence;
            Handshake anew = stale ? handshakes.get() : first;
            if (stale) {
                prepare(anew, conversation.wishes());
            }
            return sendOnce(anew, params);
        }

        private boolean mayAgain(Evidence evidence) {
            return method == GovernedMethod.RESOURCE || conversation.repeatable() || conversation.hadNoEffect(evidence);
        }

        private Channel.Reply sendOnce(Handshake handshake, ObjectNode params) throws UpstreamException {
            Map<String, String> mirrored = mirrored(handshake, params);
            long number = ids.getAsLong();
            boolean listening = conversation.wishes().progress();
            Message.Request request = Requests.of(
                    number,
                    method.method(),
                    handshake.params(params, listening ? tokened(meta, number) : meta, conversation.wishes()));
            if (conversation.cancellation().reason().isPresent()) {
                return new Channel.Reply.NotSent(CallDeadline.BY_CALLER);
            }
            var underway = new UnderwayRequest(request.id(), handshake.era(), conversation, questions, underways);
            underways.add(request.id(), underway);
            Channel.Reply reply =
                    new Channel.Reply.Lost("the gateway failed while sending it", Channel.Cause.ABANDONED);
            try {
                reply = channel.request(request, Requester.framed(handshake, mirrored), deadline, underway);
                return reply;
            } finally {
                underways.remove(request.id(), reply);
            }
        }

        private Map<String, String> mirrored(Handshake handshake, ObjectNode params) throws UpstreamException {
            if (handshake.era() == Era.LEGACY) {
                return Map.of();
            }
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put(Names.HEADER_METHOD, method.method());
            String name = method.mirrored().isEmpty() ? null : Json.string(params, method.mirrored());
            if (name != null) {
                headers.put(Names.HEADER_NAME, HeaderValue.encode(name));
            }
            if (name != null
                    && method == GovernedMethod.TOOL
                    && channel.kind() == Channel.Kind.HTTP
                    && params.get("arguments") instanceof ObjectNode arguments) {
                Optional<ToolCache.Known> known = tools.any().get(name);
                known.ifPresent(found -> headers.putAll(found.headers().produce(arguments)));
            }
            return headers;
        }
    }

    /** A token of our own: two callers may have chosen the same. */
    private static ObjectNode tokened(ObjectNode meta, long id) {
        ObjectNode tokened = Json.object();
        tokened.setAll(meta);
        tokened.set(Names.PROGRESS_TOKEN, Json.id(id));
        return tokened;
    }

    private static Optional<RpcError> headerMismatch(Channel.Reply reply) {
        return reply instanceof Channel.Reply.Answered answered
                        && answered.response().answer() instanceof Message.Answer.Failed(RpcError error)
                        && error.code() == ErrorCode.HEADER_MISMATCH.code()
                ? Optional.of(error)
                : Optional.empty();
    }

    private static Set<NoEffect.Sign> signs(Channel.Reply reply) {
        return reply instanceof Channel.Reply.Answered answered ? answered.signs() : Set.of();
    }
}
