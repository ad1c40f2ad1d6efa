package dev.interlock.cli.hook;

import java.nio.file.Path;

/** The operating systems whose folders for deployed settings are known. */
public enum Platform {
    LINUX,
    MACOS;

    private static final Path APPLICATIONS = Path.of("/Library/Application Support");

    /** Returns the one that this process runs on. Hooks are scripts of a POSIX shell, so there is no other. */
    public static Platform here() {
        return System.getProperty("os.name", "").startsWith("Mac") ? MACOS : LINUX;
    }

    /**
     * Returns the folder in which a program looks for settings of the machine.
     *
     * @param linux its name in {@code /etc}
     * @param macos its name in {@code /Library/Application Support}
     */
    Path settings(String linux, String macos) {
        return this == LINUX ? Path.of("/etc", linux) : APPLICATIONS.resolve(macos);
    }
}
