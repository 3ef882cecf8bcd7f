// The conventional build, for Android Studio and for release machines. Not run where the tests of
// this repository run: `verify/` builds the same sources there.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "gridwork"
include(":core", ":app")
