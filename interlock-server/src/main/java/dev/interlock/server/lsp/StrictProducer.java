package dev.interlock.server.lsp;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.MessageIssueException;
import org.eclipse.lsp4j.jsonrpc.MessageIssueHandler;
import org.eclipse.lsp4j.jsonrpc.MessageProducer;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;

/**
 * Hands messages on one after the other. A message that cannot be read or handled is logged, and the next one is read: the
 * producer of lsp4j loses the boundaries of messages after the first that is no JSON.
 */
final class StrictProducer implements MessageProducer {

    private static final System.Logger LOG = System.getLogger(StrictProducer.class.getName());

    private final FrameReader frames;
    private final MessageJsonHandler json;
    private final MessageIssueHandler issues;

    StrictProducer(FrameReader frames, MessageJsonHandler json, MessageIssueHandler issues) {
        this.frames = frames;
        this.json = json;
        this.issues = issues;
    }

    @Override
    public void listen(MessageConsumer consumer) {
        try {
            for (Optional<String> body = frames.next(); body.isPresent(); body = frames.next()) {
                handle(body.get(), consumer);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "the editor is gone", e);
        }
    }

    private void handle(String body, MessageConsumer consumer) {
        try {
            consumer.consume(json.parseMessage(body));
        } catch (MessageIssueException e) {
            issues.handle(e.getRpcMessage(), e.getIssues());
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.WARNING, "a message could not be handled", e);
        }
    }
}
