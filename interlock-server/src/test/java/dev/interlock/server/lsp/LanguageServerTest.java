package dev.interlock.server.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client at the other end of two pipes. */
class LanguageServerTest {

    private static final String ROOT = """
        interlock: v1
        name: test
        owner: controls@example.com
        include: [rules.yaml]
        independence: {line: [owner]}
        risk: {top: {independence: line, on-conflict: deny, on-missing: deny}}
        server: erp
        objects: {vendor: {}}
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}}
          pay: {duty: payment, on: {vendor: args.id}}
        intents: {all: {goal: Everything, allow: [vendor.create, payment]}}
        """;

    private static final String RULES = """
        rules:
          - id: R-1
            title: Whoever creates a vendor does not pay it
            separate: {duties: [vendor.create, payment], per: vendor, within: 90d}
        """;

    @TempDir
    private Path folder;

    private final Inbox inbox = new Inbox();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PipedOutputStream toServer = new PipedOutputStream();
    private Future<Boolean> run;
    private Future<Void> listening;
    private LanguageServer server;

    /** What the server tells without being asked. */
    private static final class Inbox implements LanguageClient {
        private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();

        @Override
        public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
            published.add(diagnostics);
        }

        @Override
        public void telemetryEvent(Object object) {}

        @Override
        public void showMessage(MessageParams params) {}

        @Override
        public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
            return CompletableFuture.completedFuture(new MessageActionItem("ok"));
        }

        @Override
        public void logMessage(MessageParams params) {}
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("interlock.yaml"), ROOT);
        Files.writeString(folder.resolve("rules.yaml"), RULES);
        PipedInputStream serverIn = new PipedInputStream(toServer, 1 << 16);
        PipedOutputStream serverOut = new PipedOutputStream();
        PipedInputStream clientIn = new PipedInputStream(serverOut, 1 << 16);
        run = threads.submit(() -> {
            try (serverOut) {
                return LanguageServerRun.serve(serverIn, serverOut, "1.0");
            }
        });
        Launcher<LanguageServer> launcher =
                LSPLauncher.createClientLauncher(inbox, clientIn, toServer, threads, any -> any);
        listening = launcher.startListening();
        server = launcher.getRemoteProxy();
        InitializeResult result = await(server.initialize(new InitializeParams()));
        assertThat(result.getServerInfo().getName()).isEqualTo("interlock");
    }

    @AfterEach
    void stop() throws Exception {
        toServer.close();
        run.get(120, TimeUnit.SECONDS);
        listening.get(120, TimeUnit.SECONDS);
        threads.close();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(120, TimeUnit.SECONDS);
    }

    private String address(String file) {
        return folder.resolve(file).toUri().toString();
    }

    private void open(String file, String text) {
        server.getTextDocumentService()
                .didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(address(file), "yaml", 1, text)));
    }

    private void change(String file, String text) {
        server.getTextDocumentService()
                .didChange(new DidChangeTextDocumentParams(
                        new VersionedTextDocumentIdentifier(address(file), 2),
                        List.of(new TextDocumentContentChangeEvent(text))));
    }

    /** The next diagnostics of a file that are as wanted; those of other files are passed over. */
    private List<Diagnostic> published(String file, boolean empty) throws InterruptedException {
        while (true) {
            PublishDiagnosticsParams next = inbox.published.poll(120, TimeUnit.SECONDS);
            assertThat(next).as("diagnostics of " + file).isNotNull();
            if (next.getUri().equals(address(file)) && next.getDiagnostics().isEmpty() == empty) {
                return next.getDiagnostics();
            }
        }
    }

    @Test
    void diagnosticsFollowWhatIsTyped() throws Exception {
        String wrong = RULES.replace("per: vendor", "per: vendr");
        open("rules.yaml", wrong);
        Diagnostic found = published("rules.yaml", false).getFirst();
        assertThat(found.getMessage().getLeft()).contains("`vendr`", "help: did you mean `vendor`?");
        assertThat(found.getSeverity()).isEqualTo(DiagnosticSeverity.Error);
        assertThat(found.getCode().getLeft()).isEqualTo("IL-0043");
        assertThat(found.getRange().getStart()).isEqualTo(new Position(3, 54));
        assertThat(found.getRange().getEnd()).isEqualTo(new Position(3, 59));
        change("rules.yaml", RULES);
        published("rules.yaml", true);
        change("rules.yaml", wrong);
        published("rules.yaml", false);
        // the disk counts again
        server.getTextDocumentService()
                .didClose(new DidCloseTextDocumentParams(new TextDocumentIdentifier(address("rules.yaml"))));
        published("rules.yaml", true);
    }

    @Test
    void aChangeInOneFileShowsInAnother() throws Exception {
        open("interlock.yaml", ROOT.replace("objects: {vendor: {}}", "objects: {seller: {}}"));
        assertThat(published("rules.yaml", false).getFirst().getMessage().getLeft())
                .contains("`vendor`");
    }

    @Test
    void labelsAreRelatedPlacesAndColumnsAreUtf16() throws Exception {
        open(
                "rules.yaml",
                RULES
                        + "  - {title: \"\ud83d\ude00\", id: R-1, limit: {of: payment, per: vendor, max: 1, within:"
                        + " 1d}}\n");
        Diagnostic found = published("rules.yaml", false).getFirst();
        assertThat(found.getRange().getStart()).isEqualTo(new Position(4, 22));
        assertThat(found.getRelatedInformation()).singleElement().satisfies(related -> {
            assertThat(related.getMessage()).isEqualTo("first used here");
            assertThat(related.getLocation().getUri()).isEqualTo(address("rules.yaml"));
            assertThat(related.getLocation().getRange().getStart()).isEqualTo(new Position(1, 8));
        });
    }

    @Test
    void scenariosArePlayed() throws Exception {
        open("tests/a.yaml", "scenarios:\n  - name: n\n    steps:\n      - {call: erp/pay, by: nobody}\n");
        assertThat(published("tests/a.yaml", false).getFirst().getMessage().getLeft())
                .contains("`nobody`");
    }

    @Test
    void hoverSaysWhatAKeyMeans() throws Exception {
        open("rules.yaml", RULES);
        var document = new TextDocumentIdentifier(address("rules.yaml"));
        Hover hover = await(server.getTextDocumentService().hover(new HoverParams(document, new Position(3, 64))));
        assertThat(hover.getContents().getRight().getValue()).contains("The window, which ends now.");
        assertThat(hover.getRange().getStart()).isEqualTo(new Position(3, 62));
        assertThat(await(server.getTextDocumentService().hover(new HoverParams(document, new Position(3, 70)))))
                .isNull();
        assertThat(await(server.getTextDocumentService().hover(new HoverParams(document, new Position(99, 7)))))
                .isNull();
    }

    private List<CompletionItem> complete(String text, int line, int column) throws Exception {
        change("rules.yaml", text);
        return await(server.getTextDocumentService()
                        .completion(new CompletionParams(
                                new TextDocumentIdentifier(address("rules.yaml")), new Position(line, column))))
                .getLeft();
    }

    @Test
    void completesKeysAndWords() throws Exception {
        open("rules.yaml", RULES);
        assertThat(complete(RULES.replace("within: 90d", "wi"), 3, 64))
                .extracting(CompletionItem::getLabel)
                .contains("within", "at-most", "until")
                .doesNotContain("duties", "per");
        assertThat(complete(RULES + "    m", 4, 5))
                .extracting(CompletionItem::getLabel)
                .contains("mode", "controls", "risk")
                .doesNotContain("id");
        assertThat(complete(RULES + "    mode: ", 4, 10))
                .extracting(CompletionItem::getLabel)
                .containsExactly("enforce", "observe");
        assertThat(complete("rules: [", 0, 8)).isEmpty();
    }

    private void raw(String text) throws IOException {
        synchronized (toServer) {
            OutputStream out = toServer;
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private void frame(String body) throws IOException {
        raw("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    @Test
    void badInputNeverEndsIt() throws Exception {
        raw("GET / HTTP/1.1\r\n\r\n");
        raw("Content-Length: nine\r\n\r\n");
        frame("{");
        frame("[".repeat(50_000));
        frame("null");
        frame("[]");
        frame("{\"jsonrpc\": \"2.0\"}");
        frame("{\"jsonrpc\": \"2.0\", \"id\": \"x\", \"method\": \"no/such\", \"params\": {}}");
        frame("{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didOpen\", \"params\": 7}");
        frame("{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didOpen\"}");
        frame("{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didOpen\", \"params\": {}}");
        frame("{\"jsonrpc\": \"2.0\", \"id\": 99, \"method\": \"textDocument/hover\", \"params\": {\"textDocument\":"
                + " {\"uri\": \"::\"}}}");
        for (String address : List.of("untitled:1", "file://elsewhere/x.yaml", "http://a/b", "%%%", "")) {
            server.getTextDocumentService()
                    .didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(address, "yaml", 1, "a: [")));
        }
        open("rules.yaml", "rules: [\u0000" + "[".repeat(10_000));
        assertThat(published("rules.yaml", false)).isNotEmpty();
        change("rules.yaml", RULES);
        published("rules.yaml", true);
    }

    @Test
    void leavesInAnOrderlyWay() throws Exception {
        await(server.shutdown());
        server.exit();
        assertThat(run.get(120, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anEndWithoutShutdownIsNotOrderly() throws Exception {
        toServer.close();
        assertThat(run.get(120, TimeUnit.SECONDS)).isFalse();
    }
}
