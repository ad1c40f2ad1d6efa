package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.json.Json;
import dev.interlock.server.workbench.SentBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock propose}: uploads a bundle and proposes it, or proposes what is in the server's bundle folder. */
@Command(
        name = "propose",
        description = {
            "Upload a policy bundle to a server and propose it for activation.",
            "Someone independent of you activates it."
        },
        footer = {
            "",
            "Nothing changes until it is activated. Without BUNDLE the server proposes the bundle in its own folder. A"
                    + " build system proposes as an agent with `proposes: true`, using its job's token.",
            "",
            "An upload is limited to 40 files and 200 KiB; put a larger bundle into the server's folder."
        })
public final class ProposeCommand extends RemoteCommand {

    @Parameters(arity = "0..1", paramLabel = "BUNDLE", description = "The folder of the bundle.")
    private @Nullable Path bundle;

    @Override
    protected ApiClient.Request request() throws WrongUsage {
        ObjectNode body = Json.object();
        if (bundle != null) {
            if (!Files.isDirectory(bundle)) {
                throw new WrongUsage("there is no folder `" + bundle + "`; give the folder of a bundle");
            }
            var tree = new FolderTree(bundle);
            put(body.putObject("files"), tree);
            // A bundle with errors has no digest: the server says what is wrong with it.
            if (PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled compiled) {
                body.put("digest", compiled.digest());
            }
        }
        return ApiClient.Request.send("POST", "/v1/bundle/propose", body);
    }

    /** Reads all files, so that what is proposed is the bundle and not a part of it. */
    private static void put(ObjectNode files, FileTree tree) throws WrongUsage {
        FileTree.Listing listing = tree.list();
        if (!listing.unlisted().isEmpty()) {
            FileTree.Unlisted first = listing.unlisted().getFirst();
            throw new WrongUsage("the folder `" + first.folder() + "` of the bundle cannot be read: " + first.reason());
        }
        long bytes = 0;
        for (String path : listing.files()) {
            if (!(tree.read(path, SentBundle.MOST_BYTES) instanceof FileTree.Bytes(byte[] content))) {
                throw new WrongUsage("`" + path + "` cannot be read, or is larger than " + (SentBundle.MOST_BYTES >> 10)
                        + " KiB; put the bundle into the server's folder, and propose it without BUNDLE");
            }
            bytes += content.length;
            files.put(path, new String(content, StandardCharsets.UTF_8));
        }
        if (bytes > SentBundle.MOST_BYTES || files.size() > SentBundle.MOST_FILES) {
            throw new WrongUsage("the bundle has " + files.size() + " files and " + (bytes >> 10) + " KiB; at most "
                    + SentBundle.MOST_FILES + " files and " + (SentBundle.MOST_BYTES >> 10)
                    + " KiB can be uploaded; put it into the server's folder, and propose it without BUNDLE");
        }
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        screen.line(screen.good("proposed") + ": " + Shown.text(body, "name") + " " + Shown.text(body, "digest")
                + " (entry " + body.path("proposal").asLong() + ")");
        screen.line((body.path("single_administrator").asBoolean() ? "activate it" : "someone independent activates it")
                + " within 24 hours: interlock activate " + Shown.text(body, "digest"));
        ActivateCommand.details(body, screen);
    }
}
