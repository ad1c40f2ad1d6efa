package dev.interlock.bench.child;

import dev.interlock.cli.Main;

/** {@code interlock serve} as it is, in a process that ends with its parent and tells it of its {@link Memory}. */
public final class Served {

    private Served() {}

    public static void main(String[] args) {
        ChildProcess.answer(Memory::answer);
        Main.main(new String[] {"serve", "--config", args[0]});
    }
}
