package dev.interlock.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** Writes a file as a whole or not at all: a command that is killed leaves no half of one. */
public final class WholeFile {

    private WholeFile() {}

    /** Replaces an existing file, keeping its permissions; of a link, what it points to. */
    public static void replace(Path file, String text) throws IOException {
        Path real = file.toRealPath();
        Path written = Files.createTempFile(real.getParent(), real.getFileName() + ".", ".tmp");
        try {
            Files.writeString(written, text, StandardCharsets.UTF_8);
            PosixFileAttributeView old =
                    Files.getFileAttributeView(real, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (old != null) {
                Files.setPosixFilePermissions(written, old.readAttributes().permissions());
            }
            Files.move(written, real, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
