package dev.interlock.server.lsp;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.FileEvent;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/** The protocol's side of the language server; what it answers comes from {@link Workspace} and {@link SchemaHelp}. */
final class PolicyLanguageServer implements LanguageServer, TextDocumentService, WorkspaceService {

    private final Workspace workspace;
    private final String version;
    private final Runnable end;
    private final SchemaHelp help = new SchemaHelp();
    private volatile boolean shutDown;

    /** @param end what stops the reading of messages */
    PolicyLanguageServer(Workspace workspace, String version, Runnable end) {
        this.workspace = workspace;
        this.version = version;
        this.end = end;
    }

    boolean isShutDown() {
        return shutDown;
    }

    @Override
    public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
        ServerCapabilities capabilities = new ServerCapabilities();
        capabilities.setTextDocumentSync(TextDocumentSyncKind.Full);
        capabilities.setHoverProvider(true);
        capabilities.setCompletionProvider(new CompletionOptions(false, List.of(" ", "{")));
        return CompletableFuture.completedFuture(
                new InitializeResult(capabilities, new ServerInfo("interlock", version)));
    }

    @Override
    public CompletableFuture<Object> shutdown() {
        shutDown = true;
        // The protocol asks for a result, which is null.
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void exit() {
        end.run();
    }

    @Override
    public void setTrace(SetTraceParams params) {
        // The log goes to standard error, whatever the client would like to see of it.
    }

    @Override
    public TextDocumentService getTextDocumentService() {
        return this;
    }

    @Override
    public WorkspaceService getWorkspaceService() {
        return this;
    }

    @Override
    public void didOpen(DidOpenTextDocumentParams params) {
        workspace.put(
                params.getTextDocument().getUri(), params.getTextDocument().getText());
    }

    @Override
    public void didChange(DidChangeTextDocumentParams params) {
        // Each change is the whole text under full synchronisation, and the last one counts.
        List<TextDocumentContentChangeEvent> changes = params.getContentChanges();
        if (!changes.isEmpty() && changes.getLast().getRange() == null) {
            workspace.put(params.getTextDocument().getUri(), changes.getLast().getText());
        }
    }

    @Override
    public void didClose(DidCloseTextDocumentParams params) {
        workspace.remove(params.getTextDocument().getUri());
    }

    @Override
    public void didSave(DidSaveTextDocumentParams params) {
        Workspace.path(params.getTextDocument().getUri()).ifPresent(workspace::check);
    }

    @Override
    public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
        for (FileEvent event : params.getChanges()) {
            Workspace.path(event.getUri()).ifPresent(workspace::check);
        }
    }

    @Override
    public void didChangeConfiguration(DidChangeConfigurationParams params) {
        // The server has nothing to configure.
    }

    @Override
    public CompletableFuture<Hover> hover(HoverParams params) {
        Optional<Hover> hover = workspace
                .text(params.getTextDocument().getUri())
                .flatMap(text -> help.explain(text, params.getPosition()))
                .map(e ->
                        new Hover(new MarkupContent(MarkupKind.MARKDOWN, e.description()), Positions.range(e.place())));
        return CompletableFuture.completedFuture(hover.orElse(null));
    }

    @Override
    public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(CompletionParams params) {
        List<CompletionItem> items = workspace
                .text(params.getTextDocument().getUri())
                .map(text -> help.complete(text, params.getPosition()))
                .orElse(List.of())
                .stream()
                .map(PolicyLanguageServer::item)
                .toList();
        return CompletableFuture.completedFuture(Either.forLeft(items));
    }

    private static CompletionItem item(SchemaHelp.Proposal proposal) {
        CompletionItem item = new CompletionItem(proposal.text());
        item.setKind(proposal.isKey() ? CompletionItemKind.Property : CompletionItemKind.EnumMember);
        item.setInsertText(proposal.isKey() ? proposal.text() + ": " : proposal.text());
        if (!proposal.description().isEmpty()) {
            item.setDocumentation(new MarkupContent(MarkupKind.MARKDOWN, proposal.description()));
        }
        return item;
    }
}
