package dev.interlock.demo.erp;

import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** MCP's stdio transport: one message a line. Calls run side by side, and answers come in the order in which they end. */
final class Stdio {
    private static final long GRACE_SECONDS = 5;

    private final Protocol protocol;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final MessageReader reader = new MessageReader(JsonLimits.requests());
    private final Protocol.Session session = new Protocol.Session();

    Stdio(Protocol protocol, OutputStream out) {
        this.protocol = protocol;
        this.out = out;
    }

    /** Serves until the input ends; calls under way then get a few seconds to finish. */
    void serve(InputStream in) throws IOException, InterruptedException {
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (Optional<byte[]> line = line(in); line.isPresent(); line = line(in)) {
                take(line.get(), calls);
            }
        } finally {
            calls.shutdown();
            if (!calls.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                calls.shutdownNow();
            }
        }
    }

    private void take(byte[] line, ExecutorService calls) throws IOException {
        if (line.length == 0) {
            return;
        }
        switch (reader.read(line)) {
            case MessageReader.Outcome.Refused refused -> send(Protocol.refused(refused.id(), refused.error()));
            case MessageReader.Outcome.Read(Message message) -> {
                if (message instanceof Message.Request request
                        && request.method().equals(Names.TOOLS_CALL)) {
                    calls.execute(() -> answer(request));
                } else {
                    send(protocol.handle(message, session));
                }
            }
        }
    }

    private void answer(Message.Request request) {
        try {
            send(protocol.handle(request, session));
        } catch (IOException e) {
            System.err.println("erp: no one reads the answers any more: " + e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
            try {
                send(Protocol.refused(
                        Optional.of(request.id()), RpcError.of(ErrorCode.INTERNAL_ERROR, "the call failed")));
            } catch (IOException gone) {
                System.err.println("erp: no one reads the answers any more: " + gone.getMessage());
            }
        }
    }

    private void send(Protocol.Reply reply) throws IOException {
        switch (reply) {
            case Protocol.Reply.Answer(byte[] json, int status) -> {
                writing.lock();
                try {
                    out.write(json);
                    out.write('\n');
                    out.flush();
                } finally {
                    writing.unlock();
                }
            }
            case Protocol.Reply.Nothing nothing -> {}
            case Protocol.Reply.Silence silence -> {}
        }
    }

    /** The next line without its end, cut one byte beyond the limit so that the reader refuses it; empty at the end. */
    private Optional<byte[]> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() <= reader.limits().maxBytes()) {
                line.write(b);
            }
        }
        return Optional.of(line.toByteArray());
    }
}
