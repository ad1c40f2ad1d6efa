package dev.interlock.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LineReader;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.SsePosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Carries the messages of one client, a line each on its pipes, to a gateway over HTTP and back, in both eras of MCP. Nothing is decided or
 * changed here. A message that the gateway cannot be given is answered with an error that says so: nothing is ever left without an answer.
 */
public final class Bridge implements Channel.Listener {

    /** A person may take hours to approve what waits; the client has a deadline of its own. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration SILENCE = Duration.ofMinutes(5);
    private static final Duration FIRST = Duration.ofSeconds(5);

    private final Channel channel;
    private final OutputStream out;
    private final String gateway;
    private final Framings framings = new Framings();
    private final MessageReader reader = new MessageReader(JsonLimits.answers());
    private final Map<JsonNode, Cancellation> underWay = new ConcurrentHashMap<>();
    /** The requests that wait for the client's answer to a question, by the question's id. */
    private final Map<JsonNode, Consumer<ObjectNode>> questions = new ConcurrentHashMap<>();

    private final Cancellation ended = new Cancellation();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A bridge, which {@link #run} uses.
     *
     * @param channel to the gateway; closed by whoever opened it
     * @param gateway its address, for messages
     */
    public Bridge(Channel channel, OutputStream out, String gateway) {
        this.channel = channel;
        this.out = out;
        this.gateway = gateway;
    }

    /**
     * Carries messages until the client's input ends, and what it asked is answered.
     *
     * @throws IOException when the input breaks, or holds a line that is longer than a message may be
     */
    public void run(InputStream in) throws IOException {
        try (requests) {
            LineReader lines = new LineReader(in, reader.limits().maxBytes(), LineReader.Ends.LF);
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                switch (reader.read(line.get())) {
                    case MessageReader.Outcome.Refused refused -> say(Message.error(refused.id(), refused.error()));
                    case MessageReader.Outcome.Read(Message.Request request)
                    when request.method().equals(Names.INITIALIZE) ->
                        // what comes next is framed by what is agreed here
                        say(answer(request, new Cancellation()));
                    case MessageReader.Outcome.Read(Message.Request request) -> begin(request);
                    case MessageReader.Outcome.Read(Message.Notification notification) -> tell(notification);
                    case MessageReader.Outcome.Read(Message.Response response) ->
                        response.id().map(questions::remove).ifPresent(asked -> asked.accept(response.raw()));
                }
            }
        } finally {
            ended.cancel("the client has ended");
            if (framings.session().isPresent()) {
                channel.farewell(framings.ofSession());
            }
        }
    }

    private void begin(Message.Request request) {
        var cancellation = new Cancellation();
        underWay.put(request.id(), cancellation);
        requests.execute(() -> {
            try {
                say(answer(request, cancellation));
            } finally {
                underWay.remove(request.id(), cancellation);
            }
        });
    }

    private ObjectNode answer(Message.Request request, Cancellation cancellation) {
        try (var deadline = new CallDeadline(LONGEST, SILENCE, cancellation)) {
            Channel.Reply reply = channel.request(request, framings.of(request), deadline, this);
            return switch (reply) {
                case Channel.Reply.Answered answered -> {
                    remember(request, answered);
                    // what is turned away before it is read is answered without an id, and would be an answer to
                    // nothing
                    yield answered.response().raw().deepCopy().<ObjectNode>set("id", request.id());
                }
                case Channel.Reply.NotSent unsent ->
                    failed(
                            request,
                            "was not sent to the gateway at " + gateway + ": " + unsent.reason()
                                    + (unsent.unreachable() ? "; start it with `interlock serve`" : ""));
                case Channel.Reply.Rejected rejected ->
                    failed(request, "was refused by the gateway at " + gateway + ": " + refusal(rejected));
                case Channel.Reply.Lost lost ->
                    failed(
                            request,
                            "got no answer from the gateway at " + gateway + ": " + lost.reason()
                                    + "; what became of it is in the record (`interlock audit`)");
            };
        }
    }

    private static String refusal(Channel.Reply.Rejected rejected) {
        return switch (rejected.status()) {
            case 401 -> "it does not accept this token (HTTP 401); check `--token-file`";
            case 404 -> "it has no such server, or the session has ended (HTTP 404); restart the client";
            default -> rejected.reason() + " (HTTP " + rejected.status() + ")";
        };
    }

    private static ObjectNode failed(Message.Request request, String why) {
        return Message.error(
                Optional.of(request.id()),
                RpcError.of(ErrorCode.UPSTREAM_UNAVAILABLE, "Interlock: `" + request.method() + "` " + why));
    }

    private void remember(Message.Request request, Channel.Reply.Answered answered) {
        if (!(answered.response().answer() instanceof Message.Answer.Result(JsonNode result))) {
            return;
        }
        if (request.method().equals(Names.INITIALIZE)) {
            framings.agreed(result, answered.session());
            if (answered.session().isPresent()) {
                Thread.ofVirtual().name("hear").start(this::hear);
            }
        } else if (request.method().equals(Names.TOOLS_LIST)) {
            framings.listed(result);
        }
    }

    /** Hears what the gateway says to a session by itself, as long as the client is there. */
    private void hear() {
        var position = new SsePosition(() -> {});
        try (var deadline = new CallDeadline(LONGEST.multipliedBy(365), LONGEST, ended)) {
            while (channel.hear(framings.ofSession(), position, deadline, () -> {}, this) instanceof Channel.Reply.Lost
                    && deadline.pass(position.retry()).isEmpty()) {
                // the stream broke: it is opened again, from where it was
            }
        }
    }

    private void tell(Message.Notification notification) {
        if (notification.method().equals(Names.CANCELLED)) {
            Cancellation cancellation = underWay.get(notification.params().path("requestId"));
            if (cancellation != null) {
                cancellation.cancel(notification.params().path("reason").asText(CallDeadline.BY_CALLER));
            }
        } else if (notification.method().equals(Names.INITIALIZED)) {
            channel.tellFirst(notification.raw(), framings.ofSession(), FIRST);
        } else {
            channel.tell(notification.raw(), framings.ofSession());
        }
    }

    @Override
    public void notified(Message.Notification notification) {
        say(notification.raw());
    }

    @Override
    public void requested(Message.Request request, Consumer<ObjectNode> back) {
        questions.put(request.id(), back);
        say(request.raw());
    }

    private void say(ObjectNode message) {
        byte[] line = (Json.text(message) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException e) {
                // the client does not read any more; it closes our input, too
            }
        }
    }
}
