package dev.interlock.server.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Runs one input again: {@code Replay TARGET FILE}, or {@code Replay TARGET 00ff12...}. */
public final class Replay {
    private Replay() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        byte[] input = Files.isRegularFile(file)
                ? Files.readAllBytes(file)
                : HexFormat.of().parseHex(arguments[1]);
        if (arguments[0].equals("door")) {
            System.out.println(DoorFuzz.shown(input));
        }
        int found = 1;
        try {
            FuzzTest.TARGETS.get(arguments[0]).run(input);
            System.out.println("all is well");
            found = 0;
        } catch (Exception | Error e) {
            e.printStackTrace(System.out);
        }
        System.exit(found); // servers of the fixtures go on running otherwise
    }
}
