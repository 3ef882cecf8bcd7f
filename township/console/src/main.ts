import { createApp } from 'vue'
import Gate from './app/Gate.vue'
import './styles/tokens.css'
import './styles/base.css'

createApp(Gate).mount('#app')
