package dev.interlock.cli.init;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The program by which others start Interlock. */
public final class Launcher {

    private Launcher() {}

    /** Returns its path, as far as it was started by it: below `bin` where Interlock is installed, else in the checkout; else its name. */
    public static String command() {
        Path root = Path.of(System.getProperty("interlock.root", "")).toAbsolutePath();
        return Stream.of(root.resolve("bin").resolve("interlock"), root.resolve("interlock"))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("interlock");
    }
}
