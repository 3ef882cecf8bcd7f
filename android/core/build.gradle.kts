plugins {
    alias(libs.plugins.kotlin.jvm)
    `java-test-fixtures`
}

kotlin {
    jvmToolchain(17)
    compilerOptions { allWarningsAsErrors = true }
    // `cargo xtask bindings` generates the Kotlin of the library here.
    sourceSets.main { kotlin.srcDir(rootDir.resolve("../target/release/bindings/cn")) }
}

dependencies {
    api(libs.coroutines)
    implementation(libs.jna)
    implementation(libs.okhttp)
    implementation(libs.xz)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.junit)
}
