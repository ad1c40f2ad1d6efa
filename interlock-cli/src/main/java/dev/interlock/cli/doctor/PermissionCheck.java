package dev.interlock.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** Finds who else can read secrets and keys, or change what decides. */
public final class PermissionCheck {

    private PermissionCheck() {}

    /**
     * @param config the configuration
     * @param data the data folder, which may not be there yet
     * @param bundle the folder of the policy
     */
    public static List<Finding> findings(Path config, Path data, Path bundle) throws IOException {
        if (!config.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return List.of(Finding.warning(
                    Area.SECRETS,
                    config,
                    "this file system does not say who can read a file",
                    "make sure that only the server's user can read the secrets"));
        }
        List<Finding> found = new ArrayList<>();
        SortedSet<Path> secrets = SecretFiles.of(config, data);
        for (Path secret : secrets) {
            secret(secret, found);
        }
        if (found.isEmpty() && !secrets.isEmpty()) {
            found.add(Finding.ok(
                    Area.SECRETS,
                    config.toAbsolutePath().normalize().resolveSibling(""),
                    secrets.size() == 1
                            ? "1 file with a secret, readable by its owner only"
                            : secrets.size() + " files with secrets, readable by their owner only"));
        }
        for (Path changed : List.of(config, bundle, data)) {
            if (Files.exists(changed)) {
                changeable(changed.toAbsolutePath().normalize(), found);
            }
        }
        return found;
    }

    private static void secret(Path secret, List<Finding> found) throws IOException {
        PosixFileAttributes file = Files.readAttributes(secret, PosixFileAttributes.class);
        Set<PosixFilePermission> may = file.permissions();
        String mode = " (mode " + PosixFilePermissions.toString(may) + ")";
        String remedy = "chmod 600 '" + secret + "', and rotate the secret if others may have read it";
        if (may.contains(PosixFilePermission.OTHERS_READ)) {
            found.add(Finding.problem(
                    Area.SECRETS, secret, "every user of this machine can read this secret" + mode, remedy));
        } else if (may.contains(PosixFilePermission.GROUP_READ)) {
            found.add(Finding.warning(
                    Area.SECRETS,
                    secret,
                    "the group `" + file.group().getName() + "` can read this secret" + mode,
                    remedy));
        }
        if (may.contains(PosixFilePermission.OTHERS_WRITE) || may.contains(PosixFilePermission.GROUP_WRITE)) {
            found.add(Finding.problem(Area.SECRETS, secret, "others can replace this secret" + mode, remedy));
        }
    }

    private static void changeable(Path path, List<Finding> found) throws IOException {
        Set<PosixFilePermission> may =
                Files.readAttributes(path, PosixFileAttributes.class).permissions();
        if (may.contains(PosixFilePermission.OTHERS_WRITE) || may.contains(PosixFilePermission.GROUP_WRITE)) {
            found.add(Finding.problem(
                    Area.SECRETS,
                    path,
                    "users other than its owner can change it (mode " + PosixFilePermissions.toString(may)
                            + "), and thereby the decisions",
                    "chmod go-w '" + path + "'"));
        }
    }
}
