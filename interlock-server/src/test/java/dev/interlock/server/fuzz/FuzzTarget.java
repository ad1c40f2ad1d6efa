package dev.interlock.server.fuzz;

/** Something that has to hold whatever the input is. */
@FunctionalInterface
public interface FuzzTarget {

    /** Returns when all is well; anything thrown is a finding, and so is not to return. */
    void run(byte[] input) throws Exception;
}
