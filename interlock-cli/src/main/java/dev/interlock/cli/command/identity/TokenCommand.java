package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock token}: makes a token. Nothing keeps it; the configuration holds its hash. */
@Command(
        name = "token",
        subcommands = {TokenExchangeCommand.class, TokenProofCommand.class},
        description = "Make a token for an agent or a person.",
        footer = {
            "",
            "The token is shown once, or written to --file, and is not kept anywhere else. Put the line with its hash"
                    + " into the configuration."
        })
public final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Write the token to this new file, readable by its owner only, and print only its hash.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, WrongUsage {
        PrintWriter out = spec.commandLine().getOut();
        Token token = Token.create(new SecureRandom());
        if (file != null) {
            write(token, file);
            out.println(
                    json
                            ? Json.text(Json.object()
                                    .put("hash", token.hash().toString())
                                    .put("runtime", token.hash().runtime()))
                            : "token: " + token.hash());
        } else if (json) {
            out.println(Json.text(Json.object()
                    .put("token", token.reveal())
                    .put("hash", token.hash().toString())
                    .put("runtime", token.hash().runtime())));
        } else {
            out.println("# for its owner only, shown only now:");
            out.println(token.reveal());
            out.println("# for the configuration; in the record it is called "
                    + token.hash().runtime() + ":");
            out.println("token: " + token.hash());
        }
        return ExitCode.FINE;
    }

    /** A file that is there stays as it is: the token in it may be in use. */
    private static void write(Token token, Path file) throws IOException, WrongUsage {
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownerOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createFile(file, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            throw new WrongUsage("`" + file + "` already exists; choose a new file");
        } catch (NoSuchFileException e) {
            throw new WrongUsage("the folder of `" + file + "` does not exist; create it first");
        }
        Files.writeString(file, token.reveal() + "\n");
    }
}
