import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import { resume } from './app/session'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-checkbox.css'
import './styles/tokens.css'
import './styles/element.css'
import './styles/base.css'

// The session decides where "/" leads: it is asked for before the first page.
await resume()
createApp(App).use(router).mount('#app')
