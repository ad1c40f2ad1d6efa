package dev.interlock.server.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.MessageProducer;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.ConcurrentMessageProcessor;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/** The run of the server for one client, from its first message to its last. */
public final class LanguageServerRun {

    private static final System.Logger LOG = System.getLogger(LanguageServerRun.class.getName());

    private LanguageServerRun() {}

    /**
     * Serves until the client says {@code exit} or its stream ends.
     *
     * @return whether the client asked for the shutdown before it left
     */
    public static boolean serve(InputStream in, OutputStream out, String version) throws InterruptedException {
        try (ExecutorService messages = Executors.newVirtualThreadPerTaskExecutor();
                Workspace workspace = new Workspace()) {
            FrameReader frames = new FrameReader(in);
            PolicyLanguageServer server = new PolicyLanguageServer(workspace, version, frames::end);
            Launcher<LanguageClient> launcher = new StrictBuilder(frames)
                    .setLocalService(server)
                    .setRemoteInterface(LanguageClient.class)
                    .setInput(in)
                    .setOutput(out)
                    .setExecutorService(messages)
                    .create();
            workspace.publishTo(launcher.getRemoteProxy()::publishDiagnostics);
            Future<Void> listening = launcher.startListening();
            listening.get();
            return server.isShutDown();
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "the connection to the editor was lost", e.getCause());
            return false;
        }
    }

    /** The parts of lsp4j, but for the one that reads. */
    private static final class StrictBuilder extends Launcher.Builder<LanguageClient> {
        private final FrameReader frames;
        private @Nullable MessageJsonHandler json;
        private @Nullable RemoteEndpoint endpoint;

        StrictBuilder(FrameReader frames) {
            this.frames = frames;
        }

        @Override
        protected MessageJsonHandler createJsonHandler() {
            MessageJsonHandler created = super.createJsonHandler();
            json = created;
            return created;
        }

        @Override
        protected RemoteEndpoint createRemoteEndpoint(MessageJsonHandler handler) {
            RemoteEndpoint created = super.createRemoteEndpoint(handler);
            endpoint = created;
            return created;
        }

        @Override
        protected ConcurrentMessageProcessor createMessageProcessor(
                MessageProducer reader, MessageConsumer consumer, LanguageClient client) {
            if (json == null || endpoint == null) {
                throw new IllegalStateException("lsp4j creates its parts in a different order");
            }
            return super.createMessageProcessor(new StrictProducer(frames, json, endpoint), consumer, client);
        }
    }
}
