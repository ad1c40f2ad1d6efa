package dev.interlock.cli.init;

import java.nio.file.Files;
import java.nio.file.Path;

/** The program by which others start Interlock. */
public final class Launcher {

    private Launcher() {}

    /** Returns its path, as far as it was started by it; else its name. */
    public static String command() {
        Path launcher =
                Path.of(System.getProperty("interlock.root", ""), "interlock").toAbsolutePath();
        return Files.isExecutable(launcher) ? launcher.toString() : "interlock";
    }
}
