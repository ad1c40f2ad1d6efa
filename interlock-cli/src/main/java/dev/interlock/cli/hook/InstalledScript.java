package dev.interlock.cli.hook;

import dev.interlock.server.shell.ShellWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The place of a script, by which a hook is known again as one of ours. */
public final class InstalledScript {

    private static final String FOLDER = ".interlock";
    private static final String BELOW = "hooks";
    private static final String MARK = "/" + FOLDER + "/" + BELOW + "/";

    /** The folder of scripts that an administrator deploys. */
    static final String MANAGED_FOLDER = "/etc/interlock-hooks";

    private InstalledScript() {}

    /** Returns where the script of a client is, below the folder of a project or the home of a person. */
    public static Path below(Path folder, String client) {
        return folder.resolve(FOLDER).resolve(BELOW).resolve(client + ".sh");
    }

    /** Returns the command that runs it. */
    public static String command(Path script) {
        return "sh " + ShellWord.quoted(script.toString());
    }

    static boolean isOurs(String command) {
        String named = command.replace('\\', '/');
        return command.startsWith("sh ") && (named.contains(MARK) || named.contains(MANAGED_FOLDER + "/"));
    }

    /** Writes the script as a whole. */
    public static void write(Path script, String text) throws IOException {
        Files.createDirectories(script.toAbsolutePath().getParent());
        write(script, text, "rwxr-xr-x");
    }

    /** Writes a file as a whole, with permissions; folders that are made for it can be entered and read by everyone. */
    static void write(Path script, String text, String permissions) throws IOException {
        Path folder = script.toAbsolutePath().getParent();
        createFolders(folder);
        Path written = Files.createTempFile(folder, "hook-", ".tmp");
        try {
            Files.writeString(written, text, StandardCharsets.UTF_8);
            if (written.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(permissions));
            }
            Files.move(written, script, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void createFolders(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        createFolders(folder.getParent());
        Files.createDirectory(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
