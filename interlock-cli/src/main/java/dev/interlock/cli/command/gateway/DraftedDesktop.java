package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.draft.DraftSummary;
import dev.interlock.cli.draft.RulesFolder;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.render.Plain;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.UpstreamException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bundle of a server of which nothing is known: the rules of a bundle that is meant for any server, and a catalogue that is drafted from
 * the tools that the server lists now. It is written beside the record, where the person at this machine can read it.
 */
record DraftedDesktop(DesktopSetup.Wrapping wrapping, RulesFolder rules, PrintWriter err) {

    /** The folder of the bundle, in the data folder. */
    static final String FOLDER = "drafted";

    /** Asks the server, drafts, writes and says what it took the tools for. Returns the folder; empty if the server cannot be asked. */
    Optional<Path> write(Map<String, String> environment) throws WrongUsage, IOException {
        String server = wrapping.server().orElseGet(() -> FoundServer.nameOf(wrapping.command()));
        Optional<List<ObjectNode>> tools = tools(server, environment);
        if (tools.isEmpty()) {
            return Optional.empty();
        }
        String name = rules.folder().getFileName() + "-" + server;
        var draft = new BundleDraft(name, "you@example.com", List.of())
                .ruledBy(rules)
                .server(server, tools.get());
        Path folder = wrapping.data(name, environment).resolve(FOLDER);
        Optional<String> changes = sinceLastStart(folder, server, tools.get(), draft);
        for (Map.Entry<String, String> file : draft.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        new DraftSummary(server, draft).lines().forEach(line -> err.println("interlock: " + line));
        changes.ifPresent(sentence -> err.println("interlock: " + sentence));
        err.println("interlock: no one has reviewed this catalogue. The draft is in " + folder);
        err.println("interlock: to keep it, review it and let people approve held calls:"
                + " interlock init --rules agent-baseline -- "
                + Plain.of(FoundServer.shown(wrapping.command())));
        err.flush();
        return Optional.of(folder);
    }

    /** Returns what differs from the draft of the last start, which pins each tool as it was then. */
    private static Optional<String> sinceLastStart(
            Path folder, String server, List<ObjectNode> tools, BundleDraft draft) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        if (!(PolicyBundle.load(folder) instanceof PolicyBundle.Compiled before)) {
            return Optional.of("the draft from the last start has mistakes, so no one can tell which tools of `"
                    + server + "` have changed; it is replaced");
        }
        List<Drift> drifts = Drift.between(before.catalog(), server, tools).stream()
                .filter(Drift::differs)
                .filter(drift -> !draft.leftOut().contains(drift.tool()))
                .toList();
        return drifts.isEmpty()
                ? Optional.empty()
                : Optional.of(new ToolChanges(server, drifts).sinceLastStart(folder.toString()));
    }

    private Optional<List<ObjectNode>> tools(String server, Map<String, String> environment) throws WrongUsage {
        Logging.ofServers(environment.getOrDefault("INTERLOCK_LOG", ""));
        try (var opened = Upstreams.open(wrapping.process(server, environment), Limits.DEFAULT)) {
            return Optional.of(opened.listTools());
        } catch (UpstreamException e) {
            err.println("interlock: the tools of `" + server + "` cannot be listed: " + Plain.of(e.getMessage()));
            err.println("(run its command on its own to see what it needs, and pass variables such as its key with"
                    + " --env NAME)");
            err.flush();
            return Optional.empty();
        }
    }
}
