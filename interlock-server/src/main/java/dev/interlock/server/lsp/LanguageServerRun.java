package dev.interlock.server.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;

/** One client, from its first message to its last. */
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
            FrameFilter frames = new FrameFilter(in);
            PolicyLanguageServer server = new PolicyLanguageServer(workspace, version, frames::end);
            Launcher<LanguageClient> launcher = new LSPLauncher.Builder<LanguageClient>()
                    .setLocalService(server)
                    .setRemoteInterface(LanguageClient.class)
                    .setInput(frames)
                    .setOutput(out)
                    .setExecutorService(messages)
                    .create();
            workspace.publishTo(launcher.getRemoteProxy()::publishDiagnostics);
            Future<Void> listening = launcher.startListening();
            listening.get();
            return server.isShutDown();
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "the connection to the editor broke", e.getCause());
            return false;
        }
    }
}
